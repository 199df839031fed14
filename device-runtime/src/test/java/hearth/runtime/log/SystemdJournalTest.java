package hearth.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdJournalTest {
  @TempDir private Path folder;

  @Test
  void itListensWhereTheStreamIsItsOwn() throws IOException {
    Path stream = Files.createFile(folder.resolve("stream"));
    String name =
        Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino");

    assertTrue(SystemdJournal.listens(name, stream));
  }

  @Test
  void aTerminalThatAServiceStartedIsNotTheJournal() throws IOException {
    Path terminal = Files.createFile(folder.resolve("terminal"));

    assertFalse(SystemdJournal.listens("9:12345", terminal));
    assertFalse(SystemdJournal.listens(null, terminal));
    assertFalse(SystemdJournal.listens("9:12345", folder.resolve("closed")));
  }

  @Test
  void everyLineHasThePriority() {
    assertEquals("<3>one\n<3>two", SystemdJournal.lines(SystemdJournal.ERROR, "one\ntwo"));
  }
}
