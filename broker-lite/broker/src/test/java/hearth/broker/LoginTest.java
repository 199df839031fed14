package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.access.AccessControl;
import hearth.broker.access.FailedLogins;
import hearth.broker.access.PasswordFile;
import hearth.broker.access.PasswordVerifier;
import hearth.broker.access.ScramAuthentication;
import hearth.client.ScramSha256;
import hearth.protocol.packet.Auth;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.ReasonCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The right password is let in, whoever guesses beside it; who guesses is slowed down. */
class LoginTest {
  private static final String ADDRESS = "192.168.1.7";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Scenario scenario = new Scenario();
  private final PasswordFile users =
      PasswordFile.empty()
          .with("home", "right".getBytes(UTF_8), 10, RANDOM)
          .with("guest", "welcome".getBytes(UTF_8), 10, RANDOM);

  private AccessControl rules = AccessControl.allowingAll();

  LoginTest() {
    authenticator(users, false);
  }

  private void authenticator(PasswordFile file, boolean allowAnonymous) {
    Accounts accounts =
        new Accounts(
            new PasswordVerifier(file, RANDOM),
            new ScramAuthentication(file, () -> new byte[32], RANDOM),
            rules);
    AccountAuthenticator.Guard guard =
        new AccountAuthenticator.Guard(
            new FailedLogins(FailedLogins.Limits.standard(), () -> new byte[32]),
            new PasswordQueue(16, 256));
    scenario.authenticator(
        new AccountAuthenticator(
            scenario.loop, Runnable::run, allowAnonymous, guard, () -> accounts));
  }

  private TestClient tries(String client, String user, String password) {
    return tries(V5, client, user, password);
  }

  private TestClient tries(MqttVersion version, String client, String user, String password) {
    TestClient opened = version == V5 ? scenario.openFrom(ADDRESS) : scenario.open(version);
    byte[] bytes = password == null ? null : password.getBytes(UTF_8);
    opened.send(new Connect(version, true, 0, client, null, user, bytes, Properties.NONE));
    return opened;
  }

  private ReasonCode answer(String client, String user, String password) {
    TestClient trying = tries(client, user, password);
    scenario.advance(Duration.ofSeconds(4));
    ReasonCode answer = trying.expect(ConnAck.class).reasonCode();
    if (answer == ReasonCode.SUCCESS) {
      trying.disconnect();
    }
    return answer;
  }

  // ---- passwords

  @Test
  void aRightPasswordIsLetInAfterSixWrongOnes() {
    for (int i = 0; i < 6; i++) {
      assertEquals(ReasonCode.BAD_USER_NAME_OR_PASSWORD, answer("c", "home", "wrong" + i));
    }

    assertEquals(ReasonCode.SUCCESS, answer("c", "home", "right"));
  }

  /** Seven devices, each of which never stops trying the password that it once had. */
  @Test
  void forgottenDevicesLockNobodyOut() {
    for (int round = 0; round < 50; round++) {
      for (int device = 0; device < 7; device++) {
        String user = device % 2 == 0 ? "home" : "device" + device;
        assertEquals(
            ReasonCode.BAD_USER_NAME_OR_PASSWORD, answer("d" + device, user, "old" + device));
      }
    }

    assertEquals(ReasonCode.SUCCESS, answer("new", "home", "right"));
    assertEquals(ReasonCode.SUCCESS, answer("new2", "guest", "welcome"));
  }

  @Test
  void guessesAreSlowedDown() {
    int lookedAt = 0;
    for (int i = 0; i < 100; i++) {
      TestClient guess = tries("c" + i, "home", "guess" + i);
      scenario.advance(Duration.ofMillis(100));
      lookedAt += guess.receivedCount() == 0 ? 1 : 0; // its answer is held back
    }

    assertEquals(10, lookedAt);
    TestClient right = tries("c", "home", "right");
    ConnAck refused = right.expect(ConnAck.class);
    assertEquals(ReasonCode.BANNED, refused.reasonCode());
    String said = refused.properties().text(Property.REASON_STRING);
    assertTrue(said.startsWith("too many wrong passwords; it may try again in "), said);
    String logged = scenario.refusals.get(scenario.refusals.size() - 1);
    assertTrue(logged.contains("'hearth refusals'"), logged);

    scenario.advance(Duration.ofSeconds(30));
    assertEquals(ReasonCode.SUCCESS, answer("c", "home", "right"));
  }

  @Test
  void whoHasLoggedInBeforeIsLetInWhileOthersGuess() {
    assertEquals(ReasonCode.SUCCESS, answer("zigbee", "home", "right"));

    for (int i = 0; i < 200; i++) {
      tries("guesser", i % 2 == 0 ? "home" : "user" + i, "guess" + i);
      if (i % 20 == 0) {
        assertEquals(ReasonCode.SUCCESS, answer("zigbee", "home", "right"));
      }
    }
  }

  /** Nor is what a thousand connections ask at once: each wrong one counts before the next. */
  @Test
  void guessesAtOnceAreNoBetter() {
    List<TestClient> guesses = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      guesses.add(tries("c" + i, "home", i == 199 ? "right" : "guess" + i));
    }

    assertEquals(190, guesses.stream().filter(guess -> guess.receivedCount() > 0).count());
    ReasonCode last = guesses.get(199).expect(ConnAck.class).reasonCode();
    assertEquals(ReasonCode.BANNED, last);
  }

  @Test
  void noPasswordIsNoGuess() {
    for (int i = 0; i < 50; i++) {
      assertEquals(
          ReasonCode.BAD_USER_NAME_OR_PASSWORD, answer("c", "home", i % 2 == 0 ? "" : null));
    }

    assertEquals(ReasonCode.SUCCESS, answer("c", "home", "right"));
  }

  @Test
  void addressesOfOneMachineCountTogether() {
    for (int i = 0; i < 30; i++) {
      TestClient guess = scenario.openFrom("2001:db8:0:1:0:0:0:" + i);
      guess.send(
          new Connect(
              V5, true, 0, "c", null, "home", ("guess" + i).getBytes(UTF_8), Properties.NONE));
    }

    TestClient right = scenario.openFrom("2001:db8:0:1:1:2:3:4");
    right.send(
        new Connect(V5, true, 0, "c", null, "home", "right".getBytes(UTF_8), Properties.NONE));
    assertEquals(ReasonCode.BANNED, right.expect(ConnAck.class).reasonCode());
    TestClient other = scenario.openFrom("2001:db8:0:2:1:2:3:4");
    other.send(
        new Connect(V5, true, 0, "c", null, "home", "right".getBytes(UTF_8), Properties.NONE));
    assertEquals(ReasonCode.SUCCESS, other.expect(ConnAck.class).reasonCode());
  }

  // ---- anonymous

  /** Tasmota gives one always. */
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void whoListensToAnybodyLetsAnybodyInNamedOrNot(MqttVersion version) {
    authenticator(PasswordFile.empty(), true);
    for (int i = 0; i < 50; i++) {
      TestClient tasmota = tries(version, "DVES_1", "DVES_USER", "DVES_PASS");
      assertEquals(ReasonCode.SUCCESS, tasmota.expect(ConnAck.class).reasonCode());
      tasmota.disconnect();
    }
    assertEquals(List.of(), scenario.refusals);
  }

  @Test
  void amongUsersTooButNotAsOneOfThem() {
    authenticator(users, true);
    for (int i = 0; i < 50; i++) {
      assertEquals(
          ReasonCode.SUCCESS, answer("c" + i, i % 2 == 0 ? "home" : "no one", "guess" + i));
    }
    TestClient guesser = tries("guesser", "home", "wrong");
    scenario.advance(Duration.ofSeconds(4));
    assertEquals(ReasonCode.SUCCESS, guesser.expect(ConnAck.class).reasonCode());
    // The session is nobody's: whoever comes may have it.
    tries("guesser", null, null).expect(ConnAck.class);
    assertTrue(guesser.isClosed() || guesser.receivedCount() > 0);
  }

  // ---- Client Identifiers

  @Test
  void aClientIdentifierByRuleIsItsUsersAlone(@TempDir Path folder) throws Exception {
    rules =
        AccessControl.read(
            Files.writeString(
                folder.resolve("acl"),
                "user home\ntopic #\nclient lamp\nclient zigbee*mqtt # the stick\n"));
    authenticator(users, true);

    assertEquals(ReasonCode.NOT_AUTHORIZED, answer("lamp", "guest", "welcome"));
    assertEquals(ReasonCode.NOT_AUTHORIZED, answer("zigbee2mqtt", null, null));
    assertEquals(ReasonCode.SUCCESS, answer("lamp", "home", "right"));
    assertEquals(ReasonCode.SUCCESS, answer("zigbee2mqtt", "home", "right"));
    assertEquals(ReasonCode.SUCCESS, answer("lamps", "guest", "welcome"));
    assertTrue(scenario.refusals.get(0).contains("acl:3: client lamp of user home"));
  }

  @Test
  void withoutARuleItIsTheFirstOnes() {
    TestClient first = tries("lamp", "guest", "welcome");
    first.expect(ConnAck.class);

    TestClient second = tries("lamp", "home", "right");

    ConnAck refused = second.expect(ConnAck.class);
    assertEquals(ReasonCode.NOT_AUTHORIZED, refused.reasonCode());
    assertFalse(refused.properties().text(Property.REASON_STRING).contains("guest"));
    assertTrue(scenario.refusals.get(0).contains("a session of guest"));
  }

  // ---- SCRAM

  private final class ScramClient {
    private final ScramSha256 scram;
    private final TestClient client = scenario.openFrom(ADDRESS);
    private Auth last;

    ScramClient(String user, String password) {
      this("s", user, password);
    }

    ScramClient(String clientIdentifier, String user, String password) {
      scram = new ScramSha256(user, password, new Random(), Runnable::run);
      client.send(
          new Connect(V5, true, 0, clientIdentifier, null, null, null, with(scram.begin())));
      byte[] challenge =
          client.expect(Auth.class).properties().binary(Property.AUTHENTICATION_DATA);
      byte[] proof = scram.answer(challenge).join();
      last = new Auth(ReasonCode.CONTINUE_AUTHENTICATION, with(proof));
    }

    ConnAck ends() {
      client.send(last);
      scenario.advance(Duration.ofSeconds(4));
      return client.expect(ConnAck.class);
    }
  }

  private static Properties with(byte[] data) {
    return Properties.builder()
        .add(Property.AUTHENTICATION_METHOD, "SCRAM-SHA-256")
        .add(Property.AUTHENTICATION_DATA, data)
        .build();
  }

  @Test
  void malformedScramIsNoGuess() {
    for (int i = 0; i < 60; i++) {
      TestClient client = scenario.openFrom(ADDRESS);
      client.send(
          new Connect(V5, true, 0, "s", null, null, null, with(new byte[] {'x', (byte) i})));
      assertEquals(ReasonCode.NOT_AUTHORIZED, client.expect(ConnAck.class).reasonCode());
    }

    assertEquals(ReasonCode.SUCCESS, new ScramClient("home", "right").ends().reasonCode());
    assertEquals(ReasonCode.SUCCESS, answer("c", "guest", "welcome"));
  }

  @Test
  void openExchangesAreNoWayRoundTheLimit() {
    List<ScramClient> open = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      open.add(new ScramClient("home", i == 79 ? "right" : "guess" + i));
    }

    List<ReasonCode> answers = open.stream().map(each -> each.ends().reasonCode()).toList();

    long evaluated = answers.stream().filter(code -> code == ReasonCode.NOT_AUTHORIZED).count();
    // Ten at once, and one each 30 s of the 5 min that they took.
    assertTrue(evaluated <= 10 + 320 / 30, answers::toString);
    assertFalse(answers.contains(ReasonCode.SUCCESS), answers::toString);
  }

  /** The broker gives it another each time; it has none of its own, and is known by that. */
  @Test
  void whoHasLoggedInByScramWithoutAClientIdentifierIsLetInWhileOthersGuess() {
    assertEquals(ReasonCode.SUCCESS, new ScramClient("", "home", "right").ends().reasonCode());
    for (int i = 0; i < 12; i++) {
      new ScramClient("guesser", "home", "guess" + i).ends();
    }
    assertEquals(ReasonCode.BANNED, answer("new", "home", "right"));

    assertEquals(ReasonCode.SUCCESS, new ScramClient("", "home", "right").ends().reasonCode());
  }

  /** All proofs come before the first answer is given. */
  @Test
  void ofProofsThatComeAtOnceNoMoreAreLookedAt() {
    List<ScramClient> open = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      open.add(new ScramClient("home", i == 99 ? "right" : "guess" + i));
    }

    open.forEach(each -> each.client.send(each.last));

    long banned = open.stream().filter(each -> each.client.receivedCount() > 0).count();
    assertEquals(90, banned, "the answers to guesses are held back");
    assertEquals(ReasonCode.BANNED, open.get(99).client.expect(ConnAck.class).reasonCode());
  }

  @Test
  void scramAndPasswordsCountTogether() {
    for (int i = 0; i < 5; i++) {
      assertEquals(
          ReasonCode.NOT_AUTHORIZED, new ScramClient("home", "guess" + i).ends().reasonCode());
      answer("c", "home", "other guess" + i);
    }
    assertEquals(ReasonCode.BANNED, answer("c", "home", "right"));
  }

  /** A user without data for SCRAM, and one that does not exist. */
  @Test
  void nobodyLearnsWhoExists() {
    byte[] binary = {(byte) 0xFF, 1};
    authenticator(users.with("plain", binary, 10, RANDOM), false);

    List<String> said = new ArrayList<>();
    for (String user : List.of("home", "plain", "nobody")) {
      ConnAck refused = new ScramClient(user, "wrong").ends();
      said.add(refused.reasonCode() + refused.properties().text(Property.REASON_STRING));
    }

    assertEquals(1, said.stream().distinct().count(), said::toString);
    assertTrue(scenario.refusals.get(1).contains("'hearth passwd'"), scenario.refusals::toString);
  }

  @Test
  void aRightPasswordOf311IsLetInToo() {
    assertEquals(
        ReasonCode.SUCCESS, tries(V3_1_1, "c", "home", "right").expect(ConnAck.class).reasonCode());
  }
}
