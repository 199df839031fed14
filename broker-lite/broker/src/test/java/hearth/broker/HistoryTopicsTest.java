package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.account.Kind;
import hearth.broker.connection.Authenticator;
import hearth.broker.recorder.Announced;
import hearth.broker.recorder.PayloadReader;
import hearth.broker.recorder.Recorder;
import hearth.broker.recorder.RecorderSettings;
import hearth.broker.recorder.SeriesKind;
import hearth.broker.session.Permissions;
import hearth.io.file.SimulatedDisk;
import hearth.io.file.SimulatedFolders;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What was is asked for by subscribing, by whom the rules let read it, and not too often. */
class HistoryTopicsTest {
  private static final String DAY = "$SYS/broker/history/day/";

  /** Announces a topic of the kind and unit that the payload says, offline where "gone" says so. */
  private static final PayloadReader READER =
      new PayloadReader() {
        @Override
        public boolean isAnnouncement(TopicName topic) {
          return topic.toString().startsWith("announce/");
        }

        @Override
        public List<Announced> announced(
            TopicName topic, byte[] payload, Predicate<TopicName> wanted, int max) {
          if (payload.length == 0) {
            return List.of();
          }
          String[] words = new String(payload, StandardCharsets.UTF_8).split(" ");
          TopicName of = TopicName.of(words[0]);
          return List.of(
              new Announced(
                  words[0],
                  of,
                  SeriesKind.valueOf(words[1]),
                  words.length > 2 ? words[2] : "",
                  UnaryOperator.identity(),
                  TopicName.of(words[0] + "/set"),
                  List.of(new Announced.Availability(TopicName.of("status"), "offline"))));
        }

        @Override
        public Late late(byte[] payload) {
          String[] words = new String(payload, StandardCharsets.UTF_8).split(" ");
          return new Late(Long.parseLong(words[0]), words[1].getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Cause cause(byte[] payload) {
          String[] words = new String(payload, StandardCharsets.UTF_8).split(" ", 2);
          return new Cause(words[0], words[1]);
        }
      };

  private final Scenario scenario = new Scenario();
  private final Deque<Runnable> work = new ArrayDeque<>();
  private Recorder recorder;

  private void record(TopicFilter... topics) {
    RecorderSettings settings = RecorderSettings.DEFAULTS.of(List.of(topics));
    recorder =
        scenario.broker.record(
            settings,
            READER,
            account ->
                new Recorder(
                    scenario.loop,
                    settings,
                    new SimulatedFolders(new SimulatedDisk(new Random(1))),
                    work::add,
                    new Random(2)::nextLong,
                    () -> true,
                    account));
    recorder.open();
    scenario.meanwhile(
        () -> {
          Runnable next = work.poll();
          if (next != null) {
            next.run();
          }
          return next != null;
        });
    scenario.settle();
  }

  private String ask(TestClient client, String filter) {
    client.subscribe(filter, AT_MOST_ONCE);
    Publish answer = client.expect(Publish.class);
    assertEquals(filter, answer.topic().toString());
    assertTrue(answer.retain());
    return TestClient.text(answer);
  }

  private ReasonCode refused(TestClient client, String filter) {
    Subscription subscription = new Subscription(TopicFilter.of(filter), AT_MOST_ONCE);
    client.send(new Subscribe(7, List.of(subscription), Properties.NONE));
    ReasonCode code = client.expect(SubAck.class).reasonCodes().get(0);
    client.expectNothing();
    return code;
  }

  @Test
  void whatAnnouncesItselfIsRecordedAndAnsweredOnce() {
    record();
    TestClient client = scenario.connected("sensor", V5);
    client.publish("home/t", "19.5"); // before anybody knows what it is
    client.publish("announce/x", "home/t READING °C");
    client.publish("home/t", "20.5");
    scenario.advance(Duration.ofMinutes(6));
    client.publish("home/t", "21.5");
    String json = ask(client, DAY + "home/t");
    assertTrue(json.contains("\"unit\":\"°C\"") && json.contains("20.5") && json.contains("21.5"));
    assertFalse(json.contains("19.5"));
    scenario.advance(Duration.ofMinutes(60));
    client.expectNothing();
    assertTrue(scenario.broker.memory().held(Kind.RECORDED) > 0);
    assertEquals(
        "topic\tkind\tunit\nhome/t\treading\t°C", ask(client, "$SYS/broker/history/topics"));
  }

  @Test
  void aStateThatWasToldBeforeItsAnnouncementIsRecorded() {
    record();
    TestClient device = scenario.connected("device", V5);
    device.publish("home/light", "ON", AT_MOST_ONCE, true, 0);
    device.publish("home/t", "19.5", AT_MOST_ONCE, true, 0);
    device.publish("announce/y", "home/light STATE").publish("announce/x", "home/t READING");
    String light = ask(device, DAY + "home/light");
    assertTrue(light.contains("\"ON\",\"by\":\"client device\""), light);
    // A reading may be of any time before.
    assertFalse(ask(device, DAY + "home/t").contains("19.5"));
  }

  @Test
  void whatIsNamedIsRecorded() {
    record(TopicFilter.of("home/#"));
    TestClient client = scenario.connected("sensor", V5);
    client.publish("home/t", "20.5").publish("home/light", "ON").publish("other/t", "1");
    assertTrue(ask(client, DAY + "home/t").contains("20.5"));
    assertTrue(ask(client, DAY + "home/light").contains("\"ON\",\"by\":\"client sensor\""));
    assertTrue(ask(client, DAY + "other/t").contains("\"topic\":\"other/t\""));
    assertFalse(ask(client, "$SYS/broker/history/topics").contains("other"));
  }

  @Test
  void goneIsAGapAndACauseIsTold() {
    record();
    TestClient client = scenario.connected("device", V5);
    client.publish("announce/x", "home/t READING").publish("announce/y", "home/light STATE");
    client.publish("home/t", "20.5").publish("home/light", "ON");
    client.publish("home/light/changed", "ON button: Wall");
    scenario.advance(Duration.ofMinutes(1));
    client.publish("status", "offline");
    assertTrue(ask(client, DAY + "home/t").contains("\"ends\":[1767225660]"));
    String light = ask(client, DAY + "home/light");
    assertTrue(light.contains("\"state\":\"ON\",\"by\":\"button: Wall\""), light);
    assertTrue(light.contains("\"state\":null"), light);
  }

  @Test
  void whoSentTheCommandCausedWhatFollows() {
    record();
    TestClient device = scenario.connected("device", V5);
    TestClient phone = scenario.connected("phone", V5);
    device.publish("announce/y", "home/light STATE");
    phone.publish("home/light/set", "ON");
    device.publish("home/light", "ON");
    scenario.advance(Duration.ofSeconds(6));
    device.publish("home/light", "OFF");
    String light = ask(phone, DAY + "home/light");
    assertTrue(light.contains("\"ON\",\"by\":\"client phone\""), light);
    assertTrue(light.contains("\"OFF\",\"by\":\"client device\""), light);
  }

  @Test
  void lateReadingsComeOnTheirOwnTopic() {
    record();
    TestClient client = scenario.connected("device", V5);
    client.publish("announce/x", "home/t READING");
    scenario.advance(Duration.ofMinutes(30));
    long then = scenario.clock.wallTime().toEpochMilli() - 60_000;
    client.publish("home/t/history", then + " 17.5");
    assertTrue(ask(client, DAY + "home/t").contains("17.5"));
  }

  @Test
  void lateReadingsOfATopicThatIsNamedNeedNoAnnouncement() {
    record(TopicFilter.of("home/#"));
    TestClient client = scenario.connected("device", V5);
    scenario.advance(Duration.ofMinutes(30));
    long then = scenario.clock.wallTime().toEpochMilli() - 60_000;
    client.publish("home/t/history", then + " 17.5").publish("other/t/history", then + " 17.5");
    assertTrue(ask(client, DAY + "home/t").contains("17.5"));
    assertFalse(ask(client, "$SYS/broker/history/topics").contains("history"));
    assertFalse(ask(client, "$SYS/broker/history/topics").contains("other"));
  }

  @Test
  void nobodyReadsWhatHeMayNot() {
    record();
    Permissions some =
        Permissions.of(
            topic -> true, topic -> !topic.toString().startsWith("secret"), filter -> true);
    scenario.authenticator(
        (connect, identifier, peer, answer) ->
            answer.accept(Authenticator.AuthResult.accepted("guest", some)));
    TestClient client = scenario.connected("guest", V5);
    client.publish("announce/x", "secret/t READING").publish("secret/t", "1");
    assertEquals(ReasonCode.NOT_AUTHORIZED, refused(client, DAY + "secret/t"));
    assertEquals(ReasonCode.NOT_AUTHORIZED, refused(client, DAY + "secret/t/$temperature"));
    assertEquals(ReasonCode.NOT_AUTHORIZED, refused(client, "$SYS/broker/history/1/2000/secret/t"));
    assertEquals("topic\tkind\tunit", ask(client, "$SYS/broker/history/topics"));
  }

  @Test
  void aLevelThatBeginsWithADollarIsOneOfTheTopic() {
    record(TopicFilter.of("#"));
    Permissions some =
        Permissions.of(
            topic -> true, topic -> !topic.toString().startsWith("home/x/"), filter -> true);
    scenario.authenticator(
        (connect, identifier, peer, answer) ->
            answer.accept(Authenticator.AuthResult.accepted("guest", some)));
    TestClient client = scenario.connected("guest", V5);
    client.publish("home/x/$secret/deep", "1");
    assertEquals(ReasonCode.NOT_AUTHORIZED, refused(client, DAY + "home/x/$secret/deep"));
  }

  @Test
  void manySeriesShareATopicOfAvailability() {
    record();
    TestClient client = scenario.connected("device", V5);
    for (int i = 0; i < 300; i++) {
      client.publish("announce/" + i, "home/" + i + " READING");
      client.publish("home/" + i, "20.5");
    }
    client.publish("status", "offline");
    assertTrue(ask(client, DAY + "home/299").contains("\"ends\":[1767225600]"));
    client.publish("home/1", "x".repeat(17 << 10)).publish("home/1", "21.5");
    assertFalse(ask(client, DAY + "home/1").contains("null,\"x"));
  }

  @Test
  void whatIsNoQuestionIsRefused() {
    record();
    TestClient client = scenario.connected("c", V5);
    for (String wrong :
        List.of(
            ("day/+ day/# # century/home/t 5/3/home/t day/ day/$SYS/x day / hour/$share/g/t 0/0/t"
                    + " -1/5/t 99999999999999999999/1/t 0/99999999999999999999/t 0x1/0x2/t 1e3/1e4/t"
                    + " 0/9223372036854775807/t 0/3162240001/t ٣/٤/t"
                    + " -1000000000-01-01T00:00:00Z/2026-01-01T00:00:00Z/t"
                    + " 2026-01-02T00:00:00Z/2026-01-01T00:00:00Z/t")
                .split(" "))) {
      assertEquals(
          ReasonCode.TOPIC_FILTER_INVALID, refused(client, "$SYS/broker/history/" + wrong), wrong);
    }
    assertEquals(ReasonCode.TOPIC_FILTER_INVALID, refused(client, "$share/g/" + DAY + "home/t"));
  }

  @Test
  void whatIsLostAndWrittenIsCounted() {
    record(TopicFilter.of("home/#"));
    TestClient client = scenario.connected("device", V5);
    client.publish("home/t/history", scenario.clock.wallTime().toEpochMilli() + 3_600_000 + " 17");
    assertEquals("1", ask(client, "$SYS/broker/recorder/lost"));
    assertEquals("0", ask(client, "$SYS/broker/recorder/bytes/written"));
  }

  @Test
  void whereNothingIsRecordedItIsSaid() {
    TestClient client = scenario.connected("c", V5);
    assertEquals(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, refused(client, DAY + "home/t"));
  }

  @Test
  void eightASecondAreAnsweredAndNoMore() {
    record();
    TestClient client = scenario.connected("c", V5);
    for (int i = 0; i < 8; i++) {
      ask(client, DAY + "home/" + i);
    }
    assertEquals(ReasonCode.QUOTA_EXCEEDED, refused(client, DAY + "home/t"));
    TestClient other = scenario.connected("other", V5);
    ask(other, DAY + "home/t");
    scenario.advance(Duration.ofSeconds(1));
    ask(client, DAY + "home/t");
  }

  @Test
  void twoAreWorkedOnAtATimeAndWhoLeavesGetsNone() {
    record();
    scenario.meanwhile(() -> false);
    TestClient client = scenario.connected("c", V5);
    for (int i = 0; i < 5; i++) {
      client.subscribe(DAY + "home/" + i, AT_MOST_ONCE);
    }
    assertEquals(2, work.size());
    client.disconnect();
    while (!work.isEmpty()) {
      work.remove().run();
      scenario.settle();
    }
    assertEquals(0, work.size());
  }

  @Test
  void everythingBelowSysAsksForNoHistory() {
    record();
    scenario.meanwhile(() -> false);
    TestClient client = scenario.connected("c", V5);
    client.subscribe("$SYS/#", AT_MOST_ONCE);
    assertEquals(0, work.size());
  }
}
