package hearth.runtime.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.access.PasswordFile;
import hearth.broker.access.PasswordVerifier;
import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.MachineNames;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessCommandsTest {
  @TempDir Path folder;
  private Path users;
  private Path acl;
  private Path configuration;
  private String told;

  @BeforeEach
  void writeConfiguration() throws Exception {
    users = folder.resolve("users");
    acl = folder.resolve("acl");
    configuration = folder.resolve("hearth.yaml");
    Files.write(
        configuration,
        List.of(
            "broker:", "  listen: [127.0.0.1:1883]", "  password_file: users", "  acl_file: acl"));
  }

  /** Runs a command; what it tells goes to {@link #told}. */
  private int hearth(Object... words) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    String[] arguments = List.of(words).stream().map(Object::toString).toArray(String[]::new);
    int status = HearthCommand.execute(arguments, out, out);
    told = text.toString();
    return status;
  }

  private boolean isPassword(String user, String password) throws Exception {
    PasswordVerifier verifier = new PasswordVerifier(PasswordFile.read(users), new SecureRandom());
    return verifier.verify(user, password.getBytes(UTF_8));
  }

  @Test
  void addsChangesListsAndRemovesAsMosquittoPasswdDoes() throws Exception {
    assertEquals(0, hearth("passwd", "-c", "-b", users, "anna", "one"), told);
    assertEquals("added user 'anna' in " + users + "\n", told);
    assertEquals(0, hearth("passwd", "-b", users, "bert", "two"), told);
    assertEquals(0, hearth("passwd", "-b", users, "anna", "three"), told);
    assertEquals("changed the password of user 'anna' in " + users + "\n", told);
    assertTrue(isPassword("anna", "three"));
    assertEquals(0, hearth("passwd", "-l", users), told);
    assertEquals("anna\nbert\n", told);
    assertEquals(0, hearth("passwd", "-D", users, "anna"), told);
    assertEquals(List.of("bert"), PasswordFile.read(users).users());
  }

  @Test
  void findsTheFileInTheConfigurationAndMakesIt() throws Exception {
    assertEquals(0, hearth("passwd", "--config", configuration, "-b", "anna", "one"), told);
    assertTrue(isPassword("anna", "one"));
    assertEquals(0, hearth("passwd", "--config", configuration, "-l"), told);
    assertEquals("anna\n", told);
  }

  @Test
  void checkTellsWhatEachUserMay() throws Exception {
    hearth("passwd", "-c", "-b", users, "anna", "one");
    hearth("passwd", "-b", users, "bert", "two");
    Files.writeString(
        acl, "user anna\ntopic readwrite home/#\ntopic deny home/safe\npattern write log/%u/%c\n");

    assertEquals(0, hearth("check", configuration), told);

    assertTrue(
        told.matches("(?s).*anna may +deny home/safe, readwrite home/#, write log/anna/CLIENT\n.*"),
        told);
    assertTrue(told.matches("(?s).*bert may +write log/bert/CLIENT\n.*"), told);
    assertFalse(told.contains("no user name"), told);
  }

  @Test
  void makesUpAPassword() throws Exception {
    assertEquals(0, hearth("passwd", "-c", "-g", users, "anna"), told);
    String password = told.lines().toList().get(1).replace("password: ", "");
    assertTrue(password.matches("([a-z2-9]{4}-){4}[a-z2-9]{4}"), password);
    assertTrue(isPassword("anna", password));
  }

  @Test
  void refusesWhatItCannotDoInAPlainSentenceWithoutThePassword() throws Exception {
    assertEquals(1, hearth("passwd", "-b", users, "anna", "hunter2"));
    assertTrue(told.contains("make it with 'hearth passwd -c " + users + " USER'"), told);
    hearth("passwd", "-c", "-b", users, "anna", "one");
    assertEquals(1, hearth("passwd", "-c", "-b", users, "anna", "hunter2"));
    assertTrue(told.contains("is there already"), told);
    assertEquals(1, hearth("passwd", "-D", users, "bert"));
    assertTrue(told.contains("has no user 'bert'"), told);
    assertEquals(1, hearth("passwd", "-b", users, "a:b", "hunter2"));
    assertTrue(told.contains("holds a colon"), told);
    assertFalse(told.contains("hunter2"), told);
    assertEquals(2, hearth("passwd", "-D", "-l", users));
    assertEquals(2, hearth("passwd"));
    assertEquals(
        1, hearth("passwd", "-b", folder.resolve("none").resolve("users"), "anna", "hunter2"));
    assertFalse(told.contains("hunter2"), told);
  }

  @Test
  void aFileIsNoUser() throws Exception {
    hearth("passwd", "-c", "-b", users, "anna", "one");
    String before = Files.readString(users);
    for (String[] words :
        List.of(
            new String[] {"-g", users.toString()},
            new String[] {"-g", "users"},
            new String[] {"-D", users.toString()},
            new String[] {"-b", users.toString(), "secret"})) {
      List<Object> all = new ArrayList<>(List.of("passwd", "--config", configuration));
      all.addAll(List.of(words));
      assertEquals(2, hearth(all.toArray()), told);
      assertTrue(told.contains("is a file; name the user after it"), told);
    }
    assertEquals(before, Files.readString(users));
    assertEquals(2, hearth("passwd", "--config", configuration, "-c", "-g", "new"), told);
    assertTrue(told.contains("-c makes a new file: name it"), told);
  }

  @Test
  void hashesTheFileOfSomebodyWhoWroteItByHand() throws Exception {
    hearth("passwd", "-c", "-b", users, "bert", "two");
    Files.writeString(users, "# mine\nanna:o:ne\n" + Files.readString(users));
    assertEquals(0, hearth("passwd", "-U", users), told);
    assertEquals("2 passwords in " + users + " are hashed\n", told);
    assertTrue(isPassword("anna", "o:ne"));
    assertTrue(isPassword("bert", "two"));
    assertTrue(Files.readString(users).startsWith("# mine\n"));
    String once = Files.readString(users);
    assertEquals(0, hearth("passwd", "-U", users), told);
    assertEquals(once, Files.readString(users));
    Files.writeString(users, "anna:$argon2id$v=19$x\n");
    assertEquals(1, hearth("passwd", "-U", users), told);
    assertEquals(2, hearth("passwd", "-U"), told);
  }

  @Test
  void withoutATerminalThePasswordIsTheFirstLineOfTheInput() throws Exception {
    byte[] input = "ünter\nsecond".getBytes(UTF_8);
    assertEquals("ünter", PasswordPrompt.askNew("anna", new ByteArrayInputStream(input)));
    assertThrows(
        CommandFailure.class,
        () -> PasswordPrompt.ask("anna", new ByteArrayInputStream(new byte[0])));
  }

  @Test
  void explainsAVerdictByItsRule() throws Exception {
    Files.write(acl, List.of("user anna", "topic read home/#", "pattern write dev/%c"));
    assertEquals(0, hearth("may", "anna", "subscribe", "home/+", "--acl", acl), told);
    assertEquals("allowed: " + acl + ":2: topic read home/#\n", told);
    assertEquals(1, hearth("may", "anna", "publish", "home/x", "--config", configuration));
    assertEquals("refused: no rule in " + acl + " allows it\n", told);
    assertEquals(0, hearth("may", "-", "publish", "dev/lamp", "--acl", acl, "-i", "lamp"), told);
    assertEquals(1, hearth("may", "-", "receive", "home/x", "--acl", acl), told);
  }

  @Test
  void toldOfAWrongTopicOrAFileWithProblems() throws Exception {
    Files.write(acl, List.of("user anna", "topic reed home/#"));
    assertEquals(1, hearth("may", "anna", "publish", "home/x", "--acl", acl));
    assertTrue(told.contains(acl + ":2: 'reed' is not an access right"), told);
    Files.write(acl, List.of());
    assertEquals(1, hearth("may", "anna", "publish", "home/#", "--acl", acl));
    assertTrue(told.contains("holds a wildcard"), told);
  }

  @Test
  void makesTheCertificatesOfTheHome() throws Exception {
    Path tls = folder.resolve("tls");
    assertEquals(0, hearth("tls", "init", "--dir", tls, "attic.lan", "10.1.2.3", "fd00::9"), told);
    assertTrue(told.contains("A new authority"), told);
    assertTrue(told.contains("attic.lan"), told);
    String authority = Files.readString(tls.resolve("ca.crt"));
    X509Certificate server = certificate(tls.resolve("server.crt"));
    String names = server.getSubjectAlternativeNames().toString();
    for (String name : List.of("localhost", "attic.lan", "10.1.2.3", "fd00:0:0:0:0:0:0:9")) {
      assertTrue(names.contains(", " + name + "]"), names);
    }
    assertEquals(0, hearth("tls", "init", "--dir", tls), told);
    assertTrue(told.contains("The authority stays the same"), told);
    assertEquals(authority, Files.readString(tls.resolve("ca.crt")));
    assertEquals(0, hearth("tls", "client", "--dir", tls, "anna"), told);
    X509Certificate anna = certificate(tls.resolve("anna.crt"));
    assertEquals("CN=anna", anna.getSubjectX500Principal().toString());
    anna.verify(certificate(tls.resolve("ca.crt")).getPublicKey());
  }

  private static X509Certificate certificate(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  @Test
  void makesNoCertificateOfWhatItDoesNotUnderstand() {
    Path tls = folder.resolve("tls");
    assertEquals(2, hearth("tls", "init", "--dir", tls, "a b"));
    assertTrue(told.contains("'a b' is neither"), told);
    assertEquals(2, hearth("tls", "make", "--dir", tls));
    assertEquals(1, hearth("tls", "client", "--dir", tls, "anna"));
    assertTrue(told.contains("make the authority first"), told);
    hearth("tls", "init", "--dir", tls);
    for (String user : List.of("ca", "server", "../x", "")) {
      assertEquals(1, hearth("tls", "client", "--dir", tls, user), told);
    }
  }

  @Test
  void aHostIsKnownByItsNameAndInMulticastDns() {
    assertEquals(
        List.of("raspberrypi", "raspberrypi.local", "localhost"),
        MachineNames.namesOf("RaspberryPi.fritz.box"));
    assertEquals(List.of("localhost"), MachineNames.namesOf("localhost"));
  }

  @Test
  void aPhoneGetsAUserAndAllItNeeds() throws Exception {
    Files.writeString(
        configuration, Files.readString(configuration).replace("127.0.0.1:1883", "0.0.0.0:1883"));
    assertEquals(
        0, hearth("pair", "my phone", "--host", "pi.local", "--config", configuration), told);
    assertTrue(told.contains("  host      pi.local"), told);
    assertTrue(told.contains("  port      1883"), told);
    assertTrue(told.contains("  user      my phone"), told);
    String password = told.replaceAll("(?s).*password  (\\S+).*", "$1");
    assertTrue(isPassword("my phone", password), password);
    assertEquals(0, hearth("pair", "my phone", "--new-password", "--config", configuration), told);
    assertFalse(isPassword("my phone", password));
  }

  @Test
  void aPhoneGetsTheBestListener() throws Exception {
    Files.createDirectory(folder.resolve("tls"));
    Files.writeString(folder.resolve("tls/ca.crt"), "");
    Files.writeString(
        configuration,
        """
        broker:
          listen:
            - 127.0.0.1:8884
            - 0.0.0.0:1883
            - address: 192.168.1.20:9001
              websocket: {path: /ws}
            - address: "[::]:9443"
              tls: {certificate: tls/server.crt, key: tls/server.key}
              websocket: {}
            - address: 0.0.0.0:8883
              tls: {certificate: tls/server.crt, key: tls/server.key}
          password_file: users
        """);
    assertEquals(0, hearth("pair", "--host", "pi.local", "--config", configuration), told);
    assertTrue(told.contains("  port      8883\n"), told);
    assertTrue(
        told.contains("MQTT, with TLS; the phone needs " + folder.resolve("tls/ca.crt")), told);
    List<String> others = told.lines().filter(line -> line.startsWith("  or port")).toList();
    assertTrue(others.get(0).contains("9443, WebSocket, path /mqtt, with TLS"), told);
    assertEquals("  or port   1883, MQTT, not encrypted", others.get(1));
    assertEquals("  or port   9001, WebSocket, path /ws, not encrypted", others.get(2));
    assertFalse(told.contains("8884"), told);
  }

  @Test
  void aPhoneIsSentToTheAddressOfAListenerThatHasOne() throws Exception {
    Files.writeString(
        configuration, "broker:\n  listen: [192.168.1.20:1884]\n  password_file: users\n");
    assertEquals(0, hearth("pair", "--config", configuration), told);
    assertTrue(told.contains("  host      192.168.1.20"), told);
  }

  @Test
  void aPhoneCannotPairWithABrokerOfThisMachineAlone() {
    assertEquals(1, hearth("pair", "--config", configuration));
    assertTrue(told.contains("add '- 0.0.0.0:1883' to 'listen'"), told);
  }
}
