package hearth.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir private Path folder;

  @Test
  void itListensWhereTheStreamIsItsOwn() throws IOException {
    Path stream = Files.createFile(folder.resolve("stream"));
    String name =
        Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino");

    assertTrue(Journal.listens(name, stream));
  }

  @Test
  void aTerminalThatAServiceStartedIsNotTheJournal() throws IOException {
    Path terminal = Files.createFile(folder.resolve("terminal"));

    assertFalse(Journal.listens("9:12345", terminal));
    assertFalse(Journal.listens(null, terminal));
    assertFalse(Journal.listens("9:12345", folder.resolve("closed")));
  }

  @Test
  void everyLineHasThePriority() {
    assertEquals("<3>one\n<3>two", Journal.lines(Journal.ERROR, "one\ntwo"));
  }
}
