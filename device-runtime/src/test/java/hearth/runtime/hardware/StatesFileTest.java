package hearth.runtime.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatesFileTest {
  @TempDir private Path folder;
  private final Deque<Runnable> writes = new ArrayDeque<>();
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("states");
  }

  @Test
  void whatWasKeptIsKnownToTheNextProgram() {
    StatesFile states = StatesFile.read(file, writes::add);
    states.save("light", true);
    states.keep("heating.target_temperature", "20.5");
    write();

    StatesFile next = StatesFile.read(file, writes::add);
    assertEquals(Optional.of(true), next.last("light"));
    assertEquals(Optional.of("20.5"), next.kept("heating.target_temperature"));
    assertEquals(Optional.empty(), next.last("pump"));
  }

  @Test
  void onlyAChangeIsWritten() {
    StatesFile states = StatesFile.read(file, writes::add);
    states.save("light", true);
    write();
    states.save("light", true);

    assertEquals(0, writes.size());
  }

  @Test
  void manyChangesWhileTheCardIsBusyAreOneWrite() throws Exception {
    StatesFile states = StatesFile.read(file, writes::add);
    states.save("light", true);
    states.save("light", false);
    states.save("pump", true);
    assertEquals(1, writes.size());
    write();

    assertEquals(List.of("light=off", "pump=on"), Files.readAllLines(file));
  }

  @Test
  void aFileThatCannotBeWrittenOrReadHoldsNothingUp() throws Exception {
    Files.createDirectory(file);
    StatesFile states = StatesFile.read(file, writes::add);
    states.save("light", true);
    write();

    assertEquals(Optional.of(true), states.last("light"));
    Files.delete(file);
    Files.writeString(file, "no such line\nlight=on\n");
    assertEquals(Optional.of(true), StatesFile.read(file, writes::add).last("light"));
    assertFalse(StatesFile.none().last("light").isPresent());
  }

  private void write() {
    writes.forEach(Runnable::run);
    writes.clear();
  }
}
