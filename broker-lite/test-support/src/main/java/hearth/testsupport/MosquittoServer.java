package hearth.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Debian's Mosquitto as a process, on one port of this machine over its restarts. */
public final class MosquittoServer implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  private final String program = program("mosquitto");
  private final int port = FreePort.find();
  private final Path configuration;
  private OutsideProcess process;

  /**
   * One that takes clients. Where it is not installed, the test is skipped.
   *
   * @param folder for its configuration
   * @param settings lines of it, after those of the listener
   */
  public MosquittoServer(Path folder, String... settings) {
    this(folder, LOOPBACK, List.of(settings));
  }

  /**
   * The same, on an address of the loopback interface.
   *
   * @param host such as {@code 127.0.0.2}
   */
  public MosquittoServer(Path folder, String host, List<String> settings) {
    List<String> lines = new ArrayList<>();
    lines.add("listener " + port + " " + host);
    lines.add("user " + System.getProperty("user.name"));
    lines.addAll(settings);
    try {
      configuration = Files.write(folder.resolve("mosquitto.conf"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  /** Where one of its programs is. Where it is not, the test is skipped. */
  public static String program(String name) {
    return Programs.need(
        name, name.matches("mosquitto(_passwd)?") ? "mosquitto" : "mosquitto-clients");
  }

  /** Writes a file of one user and password, as {@code password_file} names it. */
  public static Path writePasswords(Path file, String user, String password) {
    OutsideProcess.run(program("mosquitto_passwd"), "-b", "-c", file.toString(), user, password);
    return file;
  }

  /** The port of its listener. */
  public int port() {
    return port;
  }

  /** Starts it, again, with the configuration that it has; it then takes clients. */
  public void start() {
    process = new OutsideProcess(List.of(program, "-v", "-c", configuration.toString()));
    process.awaitLog("mosquitto version .* running");
  }

  /** Ends it in order: what it is to keep is in its store. */
  public void stop() {
    process.terminate();
    process.close();
  }

  /** Ends it as a power cut does. */
  public void kill() {
    process.close();
  }

  @Override
  public void close() {
    kill();
  }
}
