package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.system.HearthProcess;
import hearth.testsupport.FreePort;
import hearth.testsupport.MosquittoServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** {@code hearth pub} and {@code hearth sub} with Debian's Mosquitto, and with our own broker. */
class PubSubIT {
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir static Path directory;
  private static final Map<Kind, Server> SERVERS = new EnumMap<>(Kind.class);

  private Server server;

  /** Whose server. */
  private enum Kind {
    MOSQUITTO,
    HEARTH
  }

  /** One that runs, with a store, for all tests. */
  private record Server(int port, AutoCloseable process) {}

  private static Server start(Kind kind, Path folder) {
    if (kind == Kind.HEARTH) {
      HearthProcess hearth = HearthProcess.storingBroker(folder.resolve("store"));
      return new Server(hearth.port(), hearth);
    }
    Path passwords = folder.resolve("passwords");
    MosquittoServer mosquitto =
        new MosquittoServer(
            folder,
            "allow_anonymous true",
            "password_file " + MosquittoServer.writePasswords(passwords, "anna", "secret"),
            "max_queued_messages 0");
    return new Server(mosquitto.port(), mosquitto);
  }

  /** A command that runs in a thread of its own. */
  private static final class Running {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final StringWriter err = new StringWriter();
    final CompletableFuture<Integer> status = new CompletableFuture<>();

    int ends() throws Exception {
      return status.get(60, TimeUnit.SECONDS);
    }

    String printed() throws Exception {
      assertEquals(0, ends(), err.toString());
      return out.toString(StandardCharsets.UTF_8);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    for (Server each : SERVERS.values()) {
      each.process.close();
    }
  }

  private void with(Kind kind) throws IOException {
    server = SERVERS.get(kind);
    if (server == null) {
      server = start(kind, Files.createTempDirectory(directory, kind.name()));
      SERVERS.put(kind, server);
    }
  }

  private Running start(Object command, String name, Running running, String... words) {
    List<String> arguments = new ArrayList<>(List.of("-p", "" + server.port));
    arguments.addAll(Arrays.asList(words));
    CommandLine line = new CommandLine(command).setCommandName(name);
    line.setErr(new PrintWriter(running.err, true));
    new Thread(() -> running.status.complete(line.execute(arguments.toArray(new String[0]))), name)
        .start();
    return running;
  }

  private Running pub(InputStream input, String... words) {
    return start(new PubCommand(input), "hearth pub", new Running(), words);
  }

  private void publish(String... words) throws Exception {
    Running running = pub(InputStream.nullInputStream(), words);
    assertEquals(0, running.ends(), running.err.toString());
  }

  private Running sub(String... words) {
    Running running = new Running();
    return start(new SubCommand(running.out), "hearth sub", running, words);
  }

  /** A subscriber whose subscription stands. */
  private Running subscribed(String... words) {
    String[] traced = Arrays.copyOf(words, words.length + 1);
    traced[words.length] = "-d";
    Running running = sub(traced);
    await(() -> running.err.toString().contains("receives SubAck") || running.status.isDone());
    return running;
  }

  private static void await(BooleanSupplier condition) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - begun < LONG_NANOS, "it takes too long");
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMessageIsPrinted(Kind kind) throws Exception {
    with(kind);
    Running sub = subscribed("-t", "plain/#", "-v", "-C", "3", "-q", "2");
    publish("-t", "plain/a", "-m", "first");
    publish("-t", "plain/b", "-m", "-t", "-q", "1");
    publish("-t", "plain", "-n", "-q", "2", "-V", "5");
    assertEquals("plain/a first\nplain/b -t\nplain (null)\n", sub.printed());
  }

  @ParameterizedTest
  @EnumSource
  void retainedMessages(Kind kind) throws Exception {
    with(kind);
    publish("-t", "kept/a", "-m", "1", "-r");
    publish("-t", "kept/b", "-m", "2", "-r");
    assertEquals("1 kept/a 1\n", sub("-t", "kept/a", "-C", "1", "-F", "%r %t %p").printed());
    Running fresh = subscribed("-t", "kept/#", "-R", "-C", "1");
    publish("-t", "kept/c", "-m", "fresh");
    assertEquals("fresh\n", fresh.printed());
    Running removing =
        sub("-t", "kept/#", "--retained-only", "--remove-retained", "-T", "kept/b", "-C", "1");
    assertEquals("1\n", removing.printed());
    assertEquals("kept/b\n", sub("-t", "kept/#", "-C", "1", "-F", "%t").printed());
    publish("-t", "kept/b", "-n", "-r");
    assertEquals(27, sub("-t", "kept/#", "-W", "1").ends());
  }

  @ParameterizedTest
  @EnumSource
  void linesAndFilesAndTheInput(Kind kind) throws Exception {
    with(kind);
    Running sub = subscribed("-t", "lines", "-C", "5", "-q", "2");
    Running pub = pub(bytes("one\n\nthree"), "-t", "lines", "-l", "-q", "2");
    assertEquals(0, pub.ends());
    assertEquals(0, pub(bytes("all\nof it"), "-t", "lines", "-s").ends());
    publish("-t", "lines", "-m", "end");
    assertEquals("one\n\nthree\nall\nof it\nend\n", sub.printed());

    byte[] binary = {0, 1, (byte) 0xFF, '\n', (byte) 0x80};
    Path file = Files.write(Files.createTempFile(directory, "payload", ""), binary);
    Running raw = subscribed("-t", "raw", "-C", "1", "-N");
    publish("-t", "raw", "-f", file.toString());
    assertEquals(0, raw.ends());
    assertArrayEquals(binary, raw.out.toByteArray());
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource
  void manyLinesAreAllThereAndInOrder(Kind kind) throws Exception {
    with(kind);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 900; i++) {
      lines.append(i).append('\n');
    }
    Running sub = subscribed("-t", "many", "-C", "900", "-q", "1", "-V", "5");
    Running pub = pub(bytes(lines.toString()), "-t", "many", "-l", "-q", "1", "-V", "5");
    assertEquals(0, pub.ends(), pub.err.toString());
    assertEquals(lines.toString(), sub.printed());
  }

  @ParameterizedTest
  @EnumSource
  void aKeptSessionWaitsForItsOwner(Kind kind) throws Exception {
    with(kind);
    for (String version : List.of("311", "5")) {
      String[] owner = {"-t", "owned", "-q", "1", "-i", "owner" + version, "-c", "-V", version};
      String[] prepare = Arrays.copyOf(owner, owner.length + 1);
      prepare[owner.length] = "-E";
      assertEquals("", sub(prepare).printed());
      publish("-t", "owned", "-m", "1", "-q", "1");
      publish("-t", "owned", "-m", "2", "-q", "1");
      String[] one = Arrays.copyOf(owner, owner.length + 2);
      one[owner.length] = "-C";
      one[owner.length + 1] = "1";
      assertEquals("1\n", sub(one).printed());
      // What was not printed was not acknowledged.
      assertEquals("2\n", sub(one).printed());
      assertEquals("", sub("-U", "owned", "-E", "-i", "owner" + version, "-V", version).printed());
    }
  }

  @ParameterizedTest
  @EnumSource
  void propertiesAndFormats(Kind kind) throws Exception {
    with(kind);
    Running sub = subscribed("-t", "p", "-V", "5", "-C", "1", "-F", "%P|%C|%R|%D|%F|%q|%x|%l");
    publish(
        "-t",
        "p",
        "-m",
        "hi",
        "-D",
        "publish",
        "user-property",
        "k",
        "v",
        "-D",
        "PUBLISH",
        "user-property",
        "k2",
        "v2",
        "-D",
        "publish",
        "content-type",
        "text/plain",
        "-D",
        "publish",
        "response-topic",
        "r/t",
        "-D",
        "publish",
        "correlation-data",
        "cd",
        "-D",
        "publish",
        "payload-format-indicator",
        "1");
    assertEquals("k:v k2:v2|text/plain|r/t|cd|1|0|6869|2\n", sub.printed());
  }

  @ParameterizedTest
  @EnumSource
  void repeating(Kind kind) throws Exception {
    with(kind);
    Running sub = subscribed("-t", "again", "-C", "3", "-q", "1");
    publish("-t", "again", "-m", "x", "--repeat", "3", "--repeat-delay", "0.01", "-q", "1");
    assertEquals("x\nx\nx\n", sub.printed());
  }

  @ParameterizedTest
  @EnumSource
  void theWholeAddressInOne(Kind kind) throws Exception {
    with(kind);
    Running running = new Running();
    CommandLine line = new CommandLine(new PubCommand(InputStream.nullInputStream()));
    line.setErr(new PrintWriter(running.err, true));
    String url = "mqtt://127.0.0.1:" + server.port + "/by/url";
    assertEquals(0, line.execute("-L", url, "-m", "x", "-r"), running.err.toString());
    assertEquals("x\n", sub("-t", "by/url", "-C", "1").printed());
  }

  @Test
  void aWrongPasswordEndsWithTheServersCode() throws Exception {
    with(Kind.MOSQUITTO);
    Running old = pub(InputStream.nullInputStream(), "-t", "a", "-m", "x", "-u", "anna", "-P", "?");
    assertEquals(5, old.ends());
    assertTrue(old.err.toString().contains("password"), old.err.toString());
    assertEquals(1, old.err.toString().lines().count(), old.err.toString());
    assertEquals(135, sub("-t", "a", "-u", "anna", "-P", "?", "-V", "5").ends());
    Running quiet = sub("-t", "a", "-u", "anna", "-P", "?", "--quiet");
    assertEquals(5, quiet.ends());
    assertEquals("", quiet.err.toString());
    publish("-t", "a", "-m", "x", "-u", "anna", "-P", "secret");
  }

  @Test
  void aServerThatIsNotThere() throws Exception {
    Running running = new Running();
    CommandLine line = new CommandLine(new SubCommand(running.out)).setCommandName("hearth sub");
    line.setErr(new PrintWriter(running.err, true));
    int port = FreePort.find();
    assertEquals(1, line.execute("-h", "127.0.0.1", "-p", "" + port, "-t", "a"));
    assertEquals(
        "hearth sub: cannot connect to 127.0.0.1 port " + port + ": Connection refused\n",
        running.err.toString());
  }

  /** The formats that depend on no clock, side by side. */
  @Test
  void formatsAreThoseOfMosquittoSub() throws Exception {
    with(Kind.MOSQUITTO);
    publish(
        "-t",
        "both/a",
        "-m",
        "he said \"\u00e4\"",
        "-q",
        "1",
        "-r",
        "-D",
        "publish",
        "user-property",
        "k",
        "v",
        "-D",
        "publish",
        "content-type",
        "c");
    String[] words = {
      "-t",
      "both/a",
      "-q",
      "1",
      "-V",
      "5",
      "-C",
      "1",
      "-F",
      "%t|%10t|%-10t|%.3t|%05l|%p|%x|%X|%m|%q|%r|%P|%C|%R|%D|%E|%F|%S|%A|%%|\\\\"
    };
    List<String> command = new ArrayList<>();
    command.add(MosquittoServer.program("mosquitto_sub"));
    command.addAll(List.of("-h", "127.0.0.1", "-p", "" + server.port));
    command.addAll(List.of(words));
    Process theirs = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(theirs.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = theirs.waitFor();
    assertEquals(printed, sub(words).printed(), "mosquitto_sub ended with " + status);
  }

  @ParameterizedTest
  @EnumSource
  void aProcessThatIsKilledLeavesItsWillAndOneThatIsAskedToGoDoesNot(Kind kind) throws Exception {
    with(kind);
    Running watcher = subscribed("-t", "wills", "-C", "2");
    Process asked = process("asked");
    asked.destroy(); // SIGTERM, as Ctrl-C is SIGINT
    asked.waitFor();
    publish("-t", "wills", "-m", "no will until here");
    Process killed = process("killed");
    killed.destroyForcibly();
    assertEquals("no will until here\nkilled\n", watcher.printed());
  }

  private Process process(String will) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "hearth.runtime.Main",
                "sub",
                "-p",
                "" + server.port,
                "-t",
                "nothing",
                "-d",
                "--will-topic",
                "wills",
                "--will-payload",
                will)
            .redirectErrorStream(true)
            .start();
    var lines = process.inputReader(StandardCharsets.UTF_8);
    while (!lines.readLine().contains("SubAck")) {
      // not yet connected
    }
    return process;
  }
}
