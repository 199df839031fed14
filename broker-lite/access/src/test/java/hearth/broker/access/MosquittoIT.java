package hearth.broker.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.topic.TopicName;
import hearth.testsupport.MosquittoServer;
import hearth.testsupport.OutsideProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our files and verdicts against those of the machine's own Mosquitto, where it is installed. */
class MosquittoIT {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Who asks: user or null, Client Identifier. */
  private record Client(String user, String identifier) {}

  private static final List<Client> CLIENTS =
      List.of(
          new Client("anna", "c1"),
          new Client("bert", "c2"),
          new Client("c1", "anna"),
          new Client(null, "c1"),
          new Client("an+na", "c1"),
          new Client("anna", "c#1"));

  private static final List<String> TOPICS =
      List.of(
          "a", "b", "a/b", "a/", "/a", "a/b/c", "anna", "anna/a", "a/c1", "c1/anna", "c1", "$x",
          "$x/a", "$x/c1", "b/a/c1");

  private static final String SENTINEL = "$sentinel";

  @TempDir Path directory;
  private MosquittoServer mosquitto;

  @BeforeAll
  static void mosquittoIsInstalled() {
    for (String program :
        List.of("mosquitto", "mosquitto_passwd", "mosquitto_pub", "mosquitto_sub")) {
      MosquittoServer.program(program);
    }
  }

  @AfterEach
  void stop() {
    if (mosquitto != null) {
      mosquitto.close();
    }
  }

  /** Runs one of its programs to the end; the text it wrote. */
  private static String run(String... command) {
    try (OutsideProcess process = new OutsideProcess(List.of(command))) {
      process.awaitEnd();
      return Stream.of(process.lines(), process.log())
          .flatMap(List::stream)
          .collect(Collectors.joining("\n"));
    }
  }

  /** Starts Mosquitto with these settings; its port. */
  private int broker(String... settings) {
    stop();
    mosquitto = new MosquittoServer(directory, settings);
    return mosquitto.port();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void weVerifyWhatMosquittoPasswdWrites() throws Exception {
    Path users = directory.resolve("users");
    run("mosquitto_passwd", "-b", "-c", users.toString(), "anna", "Gänse füßchen");
    run("mosquitto_passwd", "-b", "-H", "sha512", users.toString(), "bert", "old");
    PasswordVerifier verifier = new PasswordVerifier(PasswordFile.read(users), RANDOM);
    assertTrue(verifier.verify("anna", bytes("Gänse füßchen")));
    assertFalse(verifier.verify("anna", bytes("Gänse")));
    assertTrue(verifier.verify("bert", bytes("old")));
  }

  @Test
  void mosquittoPasswdChangesWhatWeWrite() throws Exception {
    Path users = directory.resolve("users");
    PasswordFile.empty()
        .with("anna", bytes("a"), 1000, RANDOM)
        .with("bert", bytes("b"), 1000, RANDOM)
        .write(users);
    run("mosquitto_passwd", "-b", users.toString(), "anna", "new");
    run("mosquitto_passwd", "-b", users.toString(), "carl", "c");
    run("mosquitto_passwd", "-D", users.toString(), "bert");
    PasswordFile file = PasswordFile.read(users);
    assertEquals(List.of("anna", "carl"), file.users());
    assertTrue(new PasswordVerifier(file, RANDOM).verify("anna", bytes("new")));
  }

  @Test
  void mosquittoLetsInWhomWeWrote() throws Exception {
    Path users = directory.resolve("users");
    PasswordFile.empty()
        .with("anna", bytes("Gänse"), PasswordFile.DEFAULT_ITERATIONS, RANDOM)
        .write(users);
    int port = broker("allow_anonymous false", "password_file " + users);
    assertEquals("", publish(port, "anna", "Gänse"));
    assertTrue(publish(port, "anna", "Gans").contains("not authorised"));
  }

  private String publish(int port, String user, String password) throws Exception {
    return run(
        "mosquitto_pub",
        "-h",
        "127.0.0.1",
        "-p",
        String.valueOf(port),
        "-u",
        user,
        "-P",
        password,
        "-q",
        "1",
        "-t",
        "t",
        "-m",
        "m");
  }

  @Test
  void ourVerdictsAreMosquittos() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 12; i++) {
      Path acl = Files.write(directory.resolve("acl"), randomRules(random));
      int port = broker("allow_anonymous true", "acl_file " + acl);
      AccessControl ours = AccessControl.read(acl);
      for (String topic : TOPICS) {
        run(command("mosquitto_pub", port, new Client("admin", "i"), "-r", "-t", topic, "-m", "m"));
      }
      run(
          command(
              "mosquitto_pub", port, new Client("admin", "i"), "-r", "-t", SENTINEL, "-m", "m"));
      for (Client client : CLIENTS) {
        String context = client + " with " + Files.readString(acl);
        ClientPermissions permissions = ours.permissions(client.user, client.identifier);
        assertEquals(received(port, client), allowed(permissions::mayReceive), context);
        assertEquals(published(port, client), allowed(permissions::mayPublish), context);
      }
    }
  }

  private static List<String> randomRules(Random random) {
    List<String> levels = List.of("a", "b", "c1", "anna", "+", "%c", "%u", "c");
    List<String> lines = new ArrayList<>();
    for (String user : List.of("", "user anna", "user bert", "user c1", "user an+na")) {
      lines.add(user);
      lines.add("topic read " + SENTINEL);
      for (int i = random.nextInt(5); i >= 0; i--) {
        String path = random.nextInt(5) == 0 ? "$x" : levels.get(random.nextInt(6));
        for (int more = random.nextInt(3); more > 0; more--) {
          path += "/" + levels.get(random.nextInt(levels.size()));
        }
        path += random.nextInt(4) == 0 ? "/#" : "";
        lines.add(
            (random.nextInt(3) == 0 ? "pattern " : "topic ")
                + List.of("", "read ", "write ", "readwrite ", "deny ").get(random.nextInt(5))
                + path);
      }
    }
    lines.addAll(List.of("user admin", "topic #", "topic $x/#", "topic " + SENTINEL));
    return lines;
  }

  private interface Verdicts {
    Verdict on(TopicName name);
  }

  private static Set<String> allowed(Verdicts verdicts) {
    Set<String> allowed = new TreeSet<>();
    TOPICS.stream().filter(t -> verdicts.on(TopicName.of(t)).allowed()).forEach(allowed::add);
    return allowed;
  }

  private Set<String> published(int port, Client client) throws Exception {
    Set<String> published = new TreeSet<>();
    for (String topic : TOPICS) {
      String output = run(command("mosquitto_pub", port, client, "-t", topic, "-m", "m"));
      if (!output.contains("Not authorized")) {
        published.add(topic);
      }
    }
    return published;
  }

  /** The retained messages up to the sentinel, whose filter stands last and which all may read. */
  private Set<String> received(int port, Client client) throws Exception {
    String[] filters = {"-F", "%t", "-t", "#", "-t", "$x/#", "-t", SENTINEL};
    try (OutsideProcess sub =
        new OutsideProcess(List.of(command("mosquitto_sub", port, client, filters)))) {
      sub.awaitLine(SENTINEL);
      List<String> topics = sub.lines();
      return new TreeSet<>(topics.subList(0, topics.indexOf(SENTINEL)));
    }
  }

  private static String[] command(String program, int port, Client client, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(program, "-V", "5", "-h", "127.0.0.1", "-p", String.valueOf(port), "-q", "1"));
    command.addAll(List.of("-i", client.identifier));
    if (client.user != null) {
      command.addAll(List.of("-u", client.user));
    }
    command.addAll(List.of(more));
    return command.toArray(String[]::new);
  }
}
