package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.testsupport.OutsideProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text is UTF-8 in every locale, also in those that this machine has not installed. */
class LocaleIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"LC_ALL=C", "LC_ALL=POSIX", "LC_ALL=de_DE@euro", "LC_ALL=xx_XX.UTF-8"})
  void topicsPayloadsAndNamesOfFilesAreUtf8(String locale) throws IOException {
    Path file = Files.writeString(folder.resolve("Gr\u00fc\u00dfe \u2603.txt"), "aus der Datei");
    try (HearthProcess broker = HearthProcess.openBroker()) {
      publish(locale, broker, "k\u00fcche/licht", "-m", "gr\u00fcn \u2603");
      publish(locale, broker, "k\u00fcche/uhr", "-f", file.toString());
      assertEquals(
          List.of("k\u00fcche/licht gr\u00fcn \u2603", "k\u00fcche/uhr aus der Datei"),
          run(locale, "sub", broker, "-v", "-C", "2", "-t", "k\u00fcche/#").sorted().toList());
    }
  }

  @Test
  void anotherCharacterSetIsRefusedInWords() {
    String launcher = HearthProcess.DISTRIBUTION.resolve("bin/hearth").toString();
    String latin1 = "exec sh \"$0\" pub -m x -t \"$(printf 'k\\374che')\"";
    try (OutsideProcess pub = new OutsideProcess(List.of("sh", "-c", latin1, launcher))) {
      assertEquals(2, pub.awaitEnd(), pub::told);
      assertEquals(1, pub.logCount("the command line is not UTF-8"), pub::told);
    }
  }

  private static void publish(String locale, HearthProcess broker, String topic, String... what) {
    run(locale, "pub", broker, "-r", "-q", "1", "-t", topic, what[0], what[1]);
  }

  private static Stream<String> run(
      String locale, String command, HearthProcess broker, String... options) {
    String[] all = new String[options.length + 3];
    all[0] = command;
    all[1] = "-p";
    all[2] = "" + broker.port();
    System.arraycopy(options, 0, all, 3, options.length);
    try (HearthProcess client = HearthProcess.startWith(locale, all)) {
      assertEquals(0, client.awaitEnd(), client::told);
      return client.lines().stream();
    }
  }
}
