package hearth.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A process of any program, its output kept in files that tests look into while it runs. */
public class OutsideProcess implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 60;

  private final List<String> command;
  private final Process process;
  private final Path out;
  private final Path err;

  /** Starts a program. */
  public OutsideProcess(List<String> command) {
    this.command = command;
    try {
      out = Files.createTempFile("hearth-test", ".out");
      err = Files.createTempFile("hearth-test", ".err");
      process =
          new ProcessBuilder(listening(command))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot start " + command.get(0) + "; ./test installs what the tests need", e);
    }
  }

  /**
   * Also where the tests were started by nohup or by a shell's {@code &}, whose children do not.
   */
  private static List<String> listening(List<String> command) {
    List<String> whole = new ArrayList<>(List.of("env", "--default-signal=HUP,INT"));
    whole.addAll(command);
    return whole;
  }

  /** Runs a program to its end, which must be a good one. */
  public static void run(String... command) {
    try (OutsideProcess process = new OutsideProcess(List.of(command))) {
      process.succeeds();
    }
  }

  /** Whole lines of the standard output so far. */
  public List<String> lines() {
    return lines(out);
  }

  /** Whole lines of the standard error stream so far. */
  public List<String> log() {
    return lines(err);
  }

  private static List<String> lines(Path file) {
    try {
      // Not readString: the last character may be there in part.
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a line of the output that is this one. */
  public void awaitLine(String line) {
    Eventually.holds("the output has '" + line + "'", () -> lines().contains(line), this::told);
  }

  /** Waits for a line of the log in which this is found. */
  public void awaitLog(String pattern) {
    Eventually.holds("the log has '" + pattern + "'", () -> logCount(pattern) > 0, this::told);
  }

  /** In how many lines of the log this is found. */
  public long logCount(String pattern) {
    return log().stream().filter(Pattern.compile(pattern).asPredicate()).count();
  }

  /** Waits for the end by itself; gives the exit status. */
  public int awaitEnd() {
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("it does not end: " + told());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Waits for the end by itself, with status 0; gives what it wrote to the standard output. */
  public List<String> succeeds() {
    int status = awaitEnd();
    if (status != 0) {
      throw new AssertionError("it ended with " + status + ": " + told());
    }
    return lines();
  }

  /** Asks it to end (SIGTERM) and waits; gives the exit status. */
  public int terminate() {
    process.destroy();
    return awaitEnd();
  }

  /** Freezes it (SIGSTOP): its connections stay open and silent. */
  public void stop() {
    signal("-STOP");
  }

  /** Has it read its files anew (SIGHUP). */
  public void hangUp() {
    signal("-HUP");
  }

  /**
   * Sends it a signal. The shell's kill: the program of that name is not on every Debian.
   *
   * @param name such as -INT
   */
  public void signal(String name) {
    List<String> command = List.of("sh", "-c", "kill " + name + " " + pid());
    try (OutsideProcess kill = new OutsideProcess(command)) {
      kill.awaitEnd();
    }
  }

  /** Ends it as a power cut does (SIGKILL) and waits. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** The number of the process. */
  public long pid() {
    return process.pid();
  }

  /** The command, how it ended and all it has said, for the message of a failed test. */
  public String told() {
    return String.join(" ", command)
        + (process.isAlive() ? " (runs)" : " (ended with " + process.exitValue() + ")")
        + "\n--- output\n"
        + String.join("\n", lines())
        + "\n--- log\n"
        + String.join("\n", log());
  }

  /** Ends it where it still runs. */
  @Override
  public void close() {
    kill();
    try {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
