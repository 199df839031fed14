package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RunningHearthTest {
  @TempDir Path folder;

  @Test
  void usesThePasswordFileOfItsConfiguration() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("hearth.yaml"),
            "broker:\n  listen: [127.0.0.1:1883]\n  password_file: passwd\n");
    RunningHearth running = new RunningHearth(1, file);

    assertTrue(running.reads(folder.resolve("passwd")));
    assertFalse(running.reads(folder.resolve("other")));
  }

  /** Anybody starts a process whose command line names one. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void nothingComesOutOfAFifoAndItIsNotOpened() throws Exception {
    Path fifo = folder.resolve("hearth.yaml");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());

    assertFalse(new RunningHearth(1, fifo).reads(folder.resolve("passwd")));
  }
}
