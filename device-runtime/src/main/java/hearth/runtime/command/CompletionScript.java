package hearth.runtime.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete;

/**
 * Prints what lets bash complete the command {@code hearth}; the build puts it into the package.
 */
public final class CompletionScript {
  private CompletionScript() {}

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    out.print(AutoComplete.bash("hearth", HearthCommand.everything()));
    out.flush();
  }
}
