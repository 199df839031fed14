package hearth.runtime.command;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An MQTT server as a child process on a free port of the loopback interface. */
final class ServerProcess implements AutoCloseable {
  /** Whose server. */
  enum Kind {
    MOSQUITTO,
    HEARTH
  }

  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * A server that accepts connections, or the test is skipped where it is not installed.
   *
   * @param directory for what it needs and keeps
   */
  static ServerProcess start(Kind kind, Path directory) throws IOException, InterruptedException {
    return kind == Kind.MOSQUITTO ? mosquitto(directory) : hearth(directory);
  }

  int port() {
    return port;
  }

  private static ServerProcess mosquitto(Path directory) throws IOException, InterruptedException {
    Path passwords = directory.resolve("passwords");
    new ProcessBuilder(
            program("mosquitto_passwd"), "-b", "-c", passwords.toString(), "anna", "secret")
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("passwd.log").toFile())
        .start()
        .waitFor();
    return mosquitto(
        directory, "127.0.0.1", List.of("password_file " + passwords, "max_queued_messages 0"));
  }

  /**
   * Mosquitto with a listener on an address of the loopback interface.
   *
   * @param settings further lines of its configuration
   */
  static ServerProcess mosquitto(Path directory, String host, List<String> settings)
      throws IOException, InterruptedException {
    int port = freePort();
    List<String> lines =
        new ArrayList<>(
            List.of(
                "listener " + port + " " + host,
                "allow_anonymous true",
                "user " + System.getProperty("user.name")));
    lines.addAll(settings);
    Path configuration = directory.resolve("mosquitto.conf");
    Files.write(configuration, lines);
    Process process =
        new ProcessBuilder(program("mosquitto"), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("mosquitto.log").toFile())
            .start();
    while (!answers(host, port)) {
      if (!process.isAlive()) {
        throw new IOException(Files.readString(directory.resolve("mosquitto.log")));
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return new ServerProcess(process, port);
  }

  private static ServerProcess hearth(Path directory) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "hearth.runtime.Main",
                "broker",
                "--listen",
                "127.0.0.1:0",
                "--allow-anonymous",
                "--store",
                directory.resolve("store").toString()));
    Process process =
        new ProcessBuilder(command).redirectError(directory.resolve("broker.log").toFile()).start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    String line = lines.readLine();
    while (line != null && !line.startsWith("ready")) {
      line = lines.readLine();
    }
    if (line == null) {
      throw new IOException(Files.readString(directory.resolve("broker.log")));
    }
    return new ServerProcess(
        process, Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).trim()));
  }

  /** Where a program is, or the test is skipped and says so. */
  static String program(String name) {
    Optional<Path> found =
        Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), name + " is not installed (apt-get install mosquitto)");
    return found.get().toString();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean answers(String host, int port) {
    try (Socket socket = new Socket(host, port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
