package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** An option that only picocli understands costs a start 9 MB, and the archive of classes. */
class ServiceCommandTest {
  private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

  static Stream<Function<PrintWriter, ServiceCommand>> commands() {
    return Stream.of(RunCommand::new, BrokerCommand::new, DeviceCommand::new);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void takesEachOfItsOptionsWithoutPicocli(Function<PrintWriter, ServiceCommand> command) {
    for (OptionSpec option : new CommandLine(command.apply(NOWHERE)).getCommandSpec().options()) {
      if (option.usageHelp() || option.versionHelp()) {
        continue; // these start nothing
      }
      for (String name : option.names()) {
        List<String> words =
            option.arity().max() == 0 ? List.of(name) : List.of(name, "127.0.0.1:1883");
        assertTrue(command.apply(NOWHERE).takeAll(words), name);
      }
    }
  }
}
