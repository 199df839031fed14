package hearth.runtime.command;

import hearth.runtime.host.OwnVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hearth version}. */
@Command(
    mixinStandardHelpOptions = true,
    description = "Prints the versions of Hearth, Java and the operating system.")
public final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine()
        .getOut()
        .printf(
            "hearth %s, Java %s, %s %s %s%n",
            OwnVersion.text(),
            System.getProperty("java.version"),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"));
    return 0;
  }
}
