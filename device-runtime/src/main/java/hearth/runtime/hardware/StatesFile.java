package hearth.runtime.hardware;

import hearth.drivers.output.StateStore;
import hearth.io.file.AtomicFile;
import hearth.runtime.config.FileProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.tinylog.Logger;

/**
 * What outputs were last and what was set, in a file of lines {@code light=on}: written on changes
 * only, whole, and on a thread that may wait for the card. A file that cannot be read or written
 * darkens no light.
 */
public final class StatesFile implements StateStore {
  private final Path file;
  private final Executor thread;
  private final Map<String, String> states = new TreeMap<>();
  private boolean writeIsPending;

  private StatesFile(Path file, Executor thread) {
    this.file = file;
    this.thread = thread;
  }

  /** Remembers nothing. */
  public static StateStore none() {
    return new StateStore() {
      @Override
      public Optional<String> kept(String name) {
        return Optional.empty();
      }

      @Override
      public void keep(String name, String text) {
        // Nobody asked for it.
      }
    };
  }

  /**
   * Reads the file, which need not be there yet.
   *
   * @param thread writes it; one task at a time
   */
  public static StatesFile read(Path file, Executor thread) {
    StatesFile read = new StatesFile(file, thread);
    try {
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          read.states.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
    } catch (NoSuchFileException e) {
      // The first start.
    } catch (IOException e) {
      Logger.warn(
          "The last states of the outputs are not known: cannot read {}: {}",
          file,
          FileProblem.describe(e));
    }
    return read;
  }

  @Override
  public synchronized Optional<String> kept(String name) {
    return Optional.ofNullable(states.get(name));
  }

  @Override
  public synchronized void keep(String name, String text) {
    String before = states.put(name, text);
    if (text.equals(before) || writeIsPending) {
      return;
    }
    writeIsPending = true;
    thread.execute(this::write);
  }

  private void write() {
    String text;
    synchronized (this) {
      writeIsPending = false;
      text =
          states.entrySet().stream()
              .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
              .collect(Collectors.joining());
    }
    try {
      AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      Logger.warn("The states of outputs are not kept: {}", FileProblem.describe(e));
    }
  }
}
