package hearth.runtime;

import hearth.runtime.command.HearthCommand;
import hearth.runtime.command.RawCommandLine;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.ExitCode;

/** Where the Java virtual machine starts. */
public final class Main {
  private Main() {}

  /** Ends with the exit status of {@link HearthCommand#execute}. */
  public static void main(String[] arguments) {
    // Java takes no name of a server with an underscore or a dot at its end, and would refuse
    // whoever sends one. A listener has one certificate for all: it does without the name.
    System.setProperty("jdk.tls.server.disableExtensions", "server_name");
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    if (!RawCommandLine.isUtf8(arguments, Path.of("/proc/self/cmdline"))) {
      err.println("hearth: the command line is not UTF-8; is this terminal set to that?");
      System.exit(ExitCode.USAGE);
    }
    int status = HearthCommand.execute(arguments, out, err);
    System.exit(out.checkError() && status == 0 ? ExitCode.SOFTWARE : status);
  }
}
