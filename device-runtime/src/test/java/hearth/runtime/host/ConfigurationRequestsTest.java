package hearth.runtime.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.AccountAuthenticator;
import hearth.broker.Accounts;
import hearth.broker.Broker;
import hearth.broker.PasswordQueue;
import hearth.broker.access.AccessControl;
import hearth.broker.access.FailedLogins;
import hearth.broker.access.PasswordFile;
import hearth.broker.access.PasswordVerifier;
import hearth.broker.connection.Authenticator.AuthResult;
import hearth.broker.connection.MemoryGauge;
import hearth.broker.journal.VolatileJournal;
import hearth.broker.session.Permissions;
import hearth.client.Message;
import hearth.client.MqttClient;
import hearth.drivers.board.ConfigTxt;
import hearth.io.loop.ManualLoop;
import hearth.io.net.MemoryChannel;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.LimitsSettings;
import hearth.runtime.config.MemoryPlan;
import hearth.runtime.json.ForeignJson;
import hearth.runtime.json.JsonWriter;
import hearth.runtime.panel.FreePins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the PUBLISH of a page to the file, and back. */
class ConfigurationRequestsTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String NOW =
      """
      device: {topic: home, states: states}
      lights:
        - {name: light, pin: 17}
      broker:
        password_file: passwd
        panel_admins: [anna, bob]
        listen:
          - {address: '127.0.0.1:0', panel: yes}
      """;
  private static final String CHANGED = NOW.replace("pin: 17", "pin: 27");

  @TempDir private Path folder;

  private final ManualLoop loop = new ManualLoop();
  private final Broker broker =
      new Broker(
          loop,
          BrokerLimits.of(
              LimitsSettings.DEFAULTS,
              new MemoryPlan(LimitsSettings.DEFAULTS, false, false, 128 << 20),
              Map.of(),
              "hearth"),
          new VolatileJournal(),
          (peer, client, user, what, code, why) -> {},
          new Random(1),
          MemoryGauge.NEVER_FULL);
  private PasswordFile users =
      PasswordFile.empty()
          .with("anna", "rose".getBytes(UTF_8), 1, RANDOM)
          .with("bob", "oak".getBytes(UTF_8), 1, RANDOM)
          .with("cat", "ivy".getBytes(UTF_8), 1, RANDOM);
  private Accounts accounts = accounts();
  private final List<String> seen = new ArrayList<>();
  private final Running home = new Running();
  private Path file;

  private Accounts accounts() {
    return new Accounts(new PasswordVerifier(users, RANDOM), null, AccessControl.allowingAll());
  }

  /** What runs, and what comes up of what it is given. */
  private static final class Running implements ConfigurationRequests.Home {
    private Configuration now;
    private final List<String> failing = new ArrayList<>();
    private Consumer<List<String>> waiting;
    private boolean waits;
    private boolean throwing;
    private int settled;

    @Override
    public Configuration configuration() {
      return now;
    }

    @Override
    public void reload(Configuration changed, Consumer<List<String>> done) {
      if (throwing) {
        throw new IllegalStateException("a defect");
      }
      now = changed;
      if (waits) {
        waiting = done;
      } else {
        done.accept(List.copyOf(failing));
      }
    }

    @Override
    public void settled() {
      settled++;
    }
  }

  @BeforeEach
  void start() throws Exception {
    file = Files.writeString(folder.resolve("hearth.yaml"), NOW);
    Files.writeString(folder.resolve("passwd"), "");
    home.now = Configuration.load(file);
    AccountAuthenticator strict =
        new AccountAuthenticator(
            loop,
            Runnable::run,
            false,
            new AccountAuthenticator.Guard(
                new FailedLogins(FailedLogins.Limits.standard(), () -> new byte[32]),
                new PasswordQueue(16, 256)),
            () -> accounts);
    new ConfigurationRequests(
            new ConfigurationEditor(file, ConfigTxt.unknown()),
            home,
            strict,
            user -> List.of("anna", "bob").contains(user),
            new ConfigurationKeys(loop.clock(), user -> accounts.passwords().stamp(user), RANDOM),
            loop,
            Runnable::run,
            new FreePins(ConfigTxt.unknown()))
        .addTo(broker.systemTopics());
  }

  /** A page, and the last answer that it got. */
  private final class Page {
    private final MqttClient client;
    private final String answers;
    private String answer;

    Page(String user) {
      answers = "panel/panel-" + user + "/answer";
      client =
          MqttClient.builder()
              .loop(loop)
              .version(MqttVersion.V5)
              .clientIdentifier("panel-" + user)
              .connector(
                  (host, port, timeout) -> {
                    MemoryChannel.Pair pair = MemoryChannel.pair(loop, "client", "broker");
                    broker.accept(
                        pair.b(),
                        (connect, identifier, peer, verdict) ->
                            verdict.accept(
                                AuthResult.accepted(
                                    user,
                                    new PanelPermissions(
                                        Permissions.ALL,
                                        user,
                                        identifier,
                                        user.equals("cat")
                                            ? PanelPermissions.Reading.BY_RULES
                                            : PanelPermissions.Reading.ALL))));
                    return CompletableFuture.completedFuture(pair.a());
                  })
              .build();
      client.connect();
      client.subscribe("#", QoS.AT_LEAST_ONCE, message -> seen.add(message.text()));
      client.subscribe("$SYS/#", QoS.AT_LEAST_ONCE, message -> seen.add(message.text()));
      client.subscribe(
          "panel/panel-" + user + "/answer", QoS.AT_LEAST_ONCE, message -> answer = message.text());
      loop.runReady();
    }

    CompletableFuture<?> publish(String what, Map<String, String> members) {
      JsonWriter json = new JsonWriter(false).beginObject();
      members.forEach(json::member);
      answer = null;
      CompletableFuture<?> published =
          client.publish(
              Message.of("$SYS/broker/panel/config/" + what, json.endObject().toString())
                  .atQos(QoS.AT_LEAST_ONCE)
                  .retained()
                  .with(Property.RESPONSE_TOPIC, answers));
      loop.runReady();
      return published;
    }

    Map<?, ?> ask(String what, String... members) {
      Map<String, String> said = new HashMap<>();
      for (int i = 0; i < members.length; i += 2) {
        said.put(members[i], members[i + 1]);
      }
      publish(what, said);
      for (int i = 0; i < 60 && answer == null; i++) {
        loop.advance(Duration.ofSeconds(1)); // a wrong password is answered later
      }
      return ForeignJson.read(answer);
    }

    String key(String password) {
      return (String) ask("read", "password", password).get("key");
    }
  }

  private String stands() throws IOException {
    return Files.readString(file);
  }

  @Test
  void anAdminReadsItWithThePasswordOnceMore() {
    Page anna = new Page("anna");

    Map<?, ?> read = anna.ask("read", "password", "rose");

    assertEquals(NOW, read.get("text"));
    assertEquals(file.toString(), read.get("file"));
    assertEquals(true, read.get("writable"));
    assertEquals(NOW, anna.ask("read", "key", (String) read.get("key")).get("text"));
  }

  @Test
  void aWrongPasswordAndNoneAreTold() {
    Page anna = new Page("anna");

    for (String wrong : List.of("tulip", "", "oak")) {
      assertEquals(
          Map.of("error", "wrong user name or password"), anna.ask("read", "password", wrong));
    }
    assertEquals("wrong user name or password", anna.ask("read").get("error"));
  }

  @Test
  void guessesAreSlowedDownAsEverywhere() {
    Page anna = new Page("anna");
    for (int i = 0; i < 100; i++) {
      anna.ask("read", "password", "guess " + i);
    }

    String told = (String) anna.ask("read", "password", "rose").get("error");

    assertTrue(told.startsWith("too many wrong passwords"), told);
  }

  @Test
  void whoIsNoAdminIsRefused() {
    Page cat = new Page("cat");

    CompletableFuture<?> refused = cat.publish("read", Map.of("password", "ivy"));

    assertThrows(ExecutionException.class, refused::get);
    assertEquals(null, cat.answer);
  }

  @Test
  void nobodyElseSeesARequestOrItsAnswer() {
    new Page("cat");
    Page bob = new Page("bob");
    Page anna = new Page("anna");

    anna.ask("read", "password", "rose");

    assertFalse(seen.stream().anyMatch(each -> each.contains("rose")), seen::toString);
    assertEquals(null, bob.answer);
    assertEquals(1, seen.stream().filter(each -> each.contains("password_file")).count());
    Page late = new Page("bob");
    loop.runReady();
    assertEquals(null, late.answer);
    assertFalse(seen.stream().anyMatch(each -> each.contains("rose")), "nothing is retained");
  }

  @Test
  void aKeyIsGoodForTenMinutesOnItsConnectionAndForItsPassword() {
    Page anna = new Page("anna");
    String key = anna.key("rose");
    assertTrue(anna.ask("form", "key", key).containsKey("pins"));

    assertEquals(true, new Page("bob").ask("form", "key", key).get("locked"));

    users = users.with("anna", "new".getBytes(UTF_8), 1, RANDOM);
    accounts = accounts();
    assertEquals(true, anna.ask("form", "key", key).get("locked"));

    String again = anna.key("new");
    loop.advance(Duration.ofMinutes(10));
    assertEquals(true, anna.ask("form", "key", again).get("locked"));
  }

  @Test
  void aNewTextIsAppliedAndTheOldOneKept() throws Exception {
    Page anna = new Page("anna");
    String key = anna.key("rose");

    Map<?, ?> told = anna.ask("apply", "key", key, "text", CHANGED);

    assertEquals(true, told.get("applied"));
    assertEquals(List.of(), told.get("waits"));
    assertEquals(CHANGED, stands());
    assertEquals(NOW, Files.readString(folder.resolve("hearth.yaml.before")));
    assertEquals(27, home.now.lights().get(0).pin());
    assertEquals(1, home.settled);
    assertEquals(true, anna.ask("apply", "key", key, "text", NOW).get("applied"));
  }

  @Test
  void oneWithProblemsChangesNothing() throws Exception {
    Page anna = new Page("anna");

    Map<?, ?> told =
        anna.ask("apply", "key", anna.key("rose"), "text", NOW.replace("17", "seventeen"));

    assertEquals(false, told.get("applied"));
    assertEquals(3, ((Map<?, ?>) ((List<?>) told.get("problems")).get(0)).get("line"));
    assertEquals(NOW, stands());
    assertEquals(0, home.settled);
  }

  @Test
  void oneThatDoesNotComeUpGoesBackByItself() throws Exception {
    Page anna = new Page("anna");
    String key = anna.key("rose");
    home.failing.add("light: GPIO27 is in use by another program.");

    Map<?, ?> told = anna.ask("apply", "key", key, "text", CHANGED);

    assertEquals(false, told.get("applied"));
    assertEquals("light: GPIO27 is in use by another program.", told.get("why"));
    assertEquals(NOW, stands());
    assertEquals(17, home.now.lights().get(0).pin());
    assertEquals(0, home.settled);
  }

  @Test
  void itGoesBackWhereEvenThatFails() throws Exception {
    Page anna = new Page("anna");
    String key = anna.key("rose");
    home.throwing = true;

    Map<?, ?> told = anna.ask("apply", "key", key, "text", CHANGED);

    assertEquals(false, told.get("applied"));
    assertEquals(NOW, stands());
    home.throwing = false;
    assertEquals(true, anna.ask("apply", "key", key, "text", CHANGED).get("applied"));
  }

  @Test
  void whatOnlyARestartTakesUpIsSaid() {
    Page anna = new Page("anna");

    Map<?, ?> told =
        anna.ask("apply", "key", anna.key("rose"), "text", NOW.replace("topic: home", "topic: h"));

    assertEquals(List.of("device"), told.get("waits"));
  }

  @Test
  void whatWaitsForARestartGoesBackToWhatHasComeUp() throws Exception {
    Page anna = new Page("anna");
    String key = anna.key("rose");
    String waits = NOW.replace("127.0.0.1:0", "127.0.0.1:1");
    anna.ask("apply", "key", key, "text", waits);

    String more = waits.replace("pin: 17", "pin: 27");
    assertEquals(List.of("broker"), anna.ask("apply", "key", key, "text", more).get("waits"));
    home.failing.add("light: GPIO22 is in use.");
    anna.ask("apply", "key", key, "text", more.replace("pin: 27", "pin: 22"));
    assertEquals(more, stands());

    new AppliedConfiguration(file).failed(new CommandFailure("port 1 is taken"));
    assertEquals(NOW, stands());
  }

  @Test
  void ofTwoAdminsNobodyOverwritesWhatHeHasNotSeen() throws Exception {
    Page anna = new Page("anna");
    Page bob = new Page("bob");
    String key = anna.key("rose");
    String other = bob.key("oak");
    home.waits = true;
    anna.publish("apply", Map.of("key", key, "text", CHANGED));

    String busy = (String) bob.ask("apply", "key", other, "text", NOW + "\n").get("error");
    assertTrue(busy.startsWith("somebody else's"), busy);

    home.waits = false;
    home.waiting.accept(List.of());
    loop.runReady();
    assertTrue(anna.answer.contains("\"applied\":true"));
    String late = (String) bob.ask("apply", "key", other, "text", NOW + "\n").get("error");
    assertTrue(late.contains("changed meanwhile"), late);
    assertEquals(CHANGED, stands());

    bob.ask("read", "key", other);
    assertEquals(true, bob.ask("apply", "key", other, "text", NOW + "\n").get("applied"));
  }

  @Test
  void tooLargeATextIsRefused() throws Exception {
    Page anna = new Page("anna");
    String key = anna.key("rose");

    anna.ask("check", "key", key, "text", "#".repeat((256 << 10) + 1));

    assertTrue(anna.answer.contains("larger than the 256 KB"), anna.answer);
    assertEquals(NOW, stands());
  }

  @Test
  void theFormOffersPinsThatAreFree() {
    Page anna = new Page("anna");

    List<?> pins = (List<?>) anna.ask("form", "key", anna.key("rose")).get("pins");

    assertTrue(pins.stream().anyMatch(each -> ((Map<?, ?>) each).get("gpio").equals(27)));
    assertFalse(pins.stream().anyMatch(each -> ((Map<?, ?>) each).get("gpio").equals(17)));
  }
}
