package hearth.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A client in a process of its own, its output, and its end in time. */
final class Program implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 60;
  private static final long LOOK_MILLIS = 10;

  private final List<String> command;
  private final Path output;
  private final Process process;

  Program(Map<String, String> environment, List<String> command) throws IOException {
    this.command = command;
    output = Files.createTempFile("hearth-interop", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /** Starts one of Debian's clients, against a port of this machine. */
  static Program mosquitto(String program, int port, String version, String... options)
      throws IOException {
    // A line must be in the file when it is written, not when many are.
    List<String> command = new ArrayList<>(List.of("stdbuf", "-oL", program, "-h", "127.0.0.1"));
    command.addAll(List.of("-p", "" + port, "-V", version));
    command.addAll(List.of(options));
    return new Program(Map.of(), command);
  }

  /** Skips the test, and says so, where a program is not installed. */
  static void need(String program, String why) {
    boolean found =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    assumeTrue(found, program + " is not installed: " + why);
  }

  /** A file beside the tests. */
  static String script(String name) {
    try {
      return Path.of(Program.class.getResource(name).toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  List<String> lines() throws IOException {
    String text = Files.readString(output);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  /** Waits until a line of the output begins so. */
  Program await(String beginning) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (lines().stream().noneMatch(line -> line.startsWith(beginning))) {
      assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS), this::told);
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return this;
  }

  /** Waits for its end by itself, which must have this status; what it has said. */
  List<String> end(int status) throws IOException, InterruptedException {
    List<String> said = end();
    assertEquals(status, process.exitValue(), this::told);
    return said;
  }

  /** Waits for its end by itself; what it has said. */
  List<String> end() throws IOException, InterruptedException {
    assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), this::told);
    return lines();
  }

  /** Ends it as a power cut does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  private String told() {
    try {
      return String.join(" ", command) + "\n" + Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() throws IOException {
    kill();
    Files.deleteIfExists(output);
  }
}
