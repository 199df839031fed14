package hearth.client;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Debian's Mosquitto as a child process on a free port of the loopback interface. */
final class Mosquitto implements AutoCloseable {
  private static final long START_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Path directory;
  private final int port = freePort();
  private final int tlsPort = freePort();
  private final int webSocketPort = freePort();
  private Process process;

  /**
   * A server that is running.
   *
   * @param directory for its configuration, its passwords and its store
   */
  Mosquitto(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    passwords();
    certificate();
    Files.writeString(
        directory.resolve("mosquitto.conf"),
        String.join(
            "\n",
            "listener " + port + " 127.0.0.1",
            "listener " + tlsPort + " 127.0.0.1",
            "certfile " + certificateFile(),
            "keyfile " + directory.resolve("key.pem"),
            "listener " + webSocketPort + " 127.0.0.1",
            "protocol websockets",
            "allow_anonymous true",
            "password_file " + directory.resolve("passwords"),
            "persistence true",
            "persistence_location " + directory + "/",
            "user " + System.getProperty("user.name"),
            "max_queued_messages 0",
            ""));
    start();
  }

  /** Where the program is, or the test is skipped and says so. */
  static String program(String name) {
    Optional<Path> found =
        Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), name + " is not installed (apt-get install mosquitto)");
    return found.get().toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void passwords() throws IOException, InterruptedException {
    run("mosquitto_passwd", "-b", "-c", directory.resolve("passwords") + "", "anna", "secret");
  }

  /** One that vouches for itself. */
  private void certificate() throws IOException, InterruptedException {
    run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-keyout",
        directory.resolve("key.pem").toString(),
        "-out",
        certificateFile().toString());
  }

  Path certificateFile() {
    return directory.resolve("certificate.pem");
  }

  private void run(String name, String... arguments) throws IOException, InterruptedException {
    Path log = directory.resolve(name + ".log");
    List<String> command = new ArrayList<>(List.of(program(name)));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (process.waitFor() != 0) {
      throw new IOException(Files.readString(log));
    }
  }

  int tlsPort() {
    return tlsPort;
  }

  int webSocketPort() {
    return webSocketPort;
  }

  int port() {
    return port;
  }

  void start() throws IOException, InterruptedException {
    process =
        new ProcessBuilder(
                List.of(program("mosquitto"), "-c", directory.resolve("mosquitto.conf").toString()))
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("mosquitto.log").toFile()))
            .start();
    long begun = System.nanoTime();
    while (!answers(port) || !answers(tlsPort) || !answers(webSocketPort)) {
      if (!process.isAlive() || System.nanoTime() - begun > START_TIMEOUT_NANOS) {
        throw new IOException(Files.readString(directory.resolve("mosquitto.log")));
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Ends it in order; it keeps sessions and retained messages in its store. */
  void stop() {
    process.destroy();
    process.onExit().join();
  }

  @Override
  public void close() {
    stop();
  }
}
