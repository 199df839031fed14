package hearth.client;

import static hearth.client.ScriptedServer.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.file.Durability;
import hearth.io.file.SimulatedDisk;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.UserProperty;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Messages that wait in a log, over several runs of the program on one disk. */
class LogQueueStoreTest {
  private final SimulatedDisk disk = new SimulatedDisk(new Random(5));
  private final List<String> failures = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();
  private boolean clockIsSet = true;

  /** One run of the program. */
  private final class Run {
    final ScriptedServer server = new ScriptedServer();
    final MqttClient client;

    Run() throws IOException {
      this(100);
    }

    Run(int maxMessages) throws IOException {
      this(maxMessages, Duration.ZERO);
    }

    /** One whose clock is so far ahead of that of the first. */
    Run(int maxMessages, Duration later) throws IOException {
      server.passes(later);
      RandomGenerator salts = new Random(9);
      LogQueueStore store =
          LogQueueStore.open(
              disk,
              server.loop,
              Runnable::run,
              salts::nextLong,
              Durability.FORCED,
              failure -> failures.add(failure.getMessage()));
      client =
          server
              .faithfulClient(MqttVersion.V5)
              .queueStore(store)
              .queue(maxMessages, 1_000_000, OverflowPolicy.DROP_OLDEST)
              .whenOffline(new OfflineTime(server.loop.clock(), () -> clockIsSet))
              .listener(
                  new ClientListener() {
                    @Override
                    public void onDropped(Message message, MqttException reason) {
                      dropped.add(message.text());
                    }
                  })
              .build();
    }

    void publish(String text) {
      client.publish(Message.of("a", text).atQos(QoS.AT_LEAST_ONCE));
      server.loop.runReady();
    }

    void acknowledges(String expected) {
      Publish publish = server.hears(Publish.class);
      assertEquals(expected, text(publish));
      server.says(new PubAck(publish.packetIdentifier()));
    }

    /** The power goes. */
    void dies() {
      disk.restart();
    }

    void closes() {
      client.close();
      server.loop.runReady();
      disk.restart();
    }
  }

  @Test
  void whatWaitedIsSentByTheNextRunAsItWas() throws IOException {
    Run first = new Run();
    first.client.publish(
        Message.of("home/a", "21.4").retained().with(Property.CONTENT_TYPE, "text"));
    first.client.publish(Message.of("home/b", "on").atQos(QoS.EXACTLY_ONCE));
    first.server.loop.runReady();
    first.dies();

    Run second = new Run();
    assertEquals(2, second.client.queuedMessages());
    second.server.accepts(second.client);
    Publish a = second.server.hears(Publish.class);
    assertEquals("home/a", a.topic().toString());
    assertEquals("21.4", text(a));
    assertEquals(QoS.AT_MOST_ONCE, a.qos());
    assertTrue(a.retain());
    assertEquals("text", a.properties().text(Property.CONTENT_TYPE));
    Publish b = second.server.hears(Publish.class);
    assertEquals(QoS.EXACTLY_ONCE, b.qos());
    assertEquals("on", text(b));
    second.server.hearsNothing();
  }

  @Test
  void eachHasItsOwnTimeAndAMarkWhereTheClockWasNotSet() throws IOException {
    Run first = new Run();
    clockIsSet = false;
    first.publish("1");
    first.server.passes(Duration.ofSeconds(10));
    clockIsSet = true;
    first.publish("2");
    first.dies();
    Run second = new Run();
    second.server.accepts(second.client);
    List<UserProperty> one = second.server.hears(Publish.class).properties().userProperties();
    List<UserProperty> two = second.server.hears(Publish.class).properties().userProperties();
    assertEquals(new UserProperty(OfflineTime.CLOCK, OfflineTime.UNSYNCHRONISED), one.get(1));
    assertEquals(1, two.size());
    assertEquals(OfflineTime.TIME, one.get(0).name());
    assertEquals(
        Duration.ofSeconds(10),
        Duration.between(Instant.parse(one.get(0).value()), Instant.parse(two.get(0).value())));
    second.publish("now");
    assertEquals(Properties.NONE, second.server.hears(Publish.class).properties());
  }

  @Test
  void theTimeBetweenTheRunsIsTakenOffTheExpiryInterval() throws IOException {
    Run first = new Run();
    first.client.publish(expiring("short", 60));
    first.client.publish(expiring("long", 3_600));
    first.server.loop.runReady();
    first.dies();

    Run second = new Run(100, Duration.ofSeconds(100));
    second.server.accepts(second.client);
    Publish publish = second.server.hears(Publish.class);
    assertEquals("long", text(publish));
    assertEquals(3_500, publish.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, 0));
    second.server.hearsNothing();
    second.dies();

    Run third = new Run(100, Duration.ofDays(1));
    assertEquals(0, third.client.queuedMessages());
  }

  @Test
  void aClockThatWentBackExpiresNothing() throws IOException {
    Run first = new Run(100, Duration.ofDays(2));
    first.client.publish(expiring("short", 60));
    first.server.loop.runReady();
    first.dies();

    Run second = new Run();
    second.server.accepts(second.client);
    Publish publish = second.server.hears(Publish.class);
    assertEquals(60, publish.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, 0));
  }

  private static Message expiring(String text, long seconds) {
    return Message.of("a", text)
        .atQos(QoS.AT_LEAST_ONCE)
        .with(Property.MESSAGE_EXPIRY_INTERVAL, seconds);
  }

  @Test
  void whatHasArrivedIsForgotten() throws IOException {
    Run first = new Run();
    first.publish("1");
    first.publish("2");
    first.publish("3");
    first.server.accepts(first.client);
    first.acknowledges("1");
    first.acknowledges("2");
    first.closes();

    Run second = new Run();
    second.server.accepts(second.client);
    second.acknowledges("3");
    second.server.hearsNothing();
    second.closes();
    assertEquals(0, new Run().client.queuedMessages());
  }

  @Test
  void whatGoesStraightThroughNeverTouchesTheDisk() throws IOException {
    Run run = new Run();
    run.server.accepts(run.client);
    int before = disk.calls();
    for (int i = 0; i < 50; i++) {
      run.publish("" + i);
      run.acknowledges("" + i);
    }
    run.server.passes(Duration.ofMinutes(1));
    assertEquals(before, disk.calls());
  }

  @Test
  void whatWasOnTheWayWhenTheConnectionBrokeIsKept() throws IOException {
    Run first = new Run();
    first.server.accepts(first.client);
    first.publish("on the way");
    first.server.cuts();
    first.publish("later");
    first.dies();

    Run second = new Run();
    second.server.accepts(second.client);
    second.acknowledges("on the way");
    second.acknowledges("later");
  }

  @Test
  void closingInOrderKeepsWhatWaits() throws IOException {
    Run first = new Run();
    first.publish("1");
    first.closes();
    assertEquals(List.of(), dropped);
    Run second = new Run();
    second.server.accepts(second.client);
    second.acknowledges("1");
  }

  @Test
  void whatAFullQueueDropsIsForgotten() throws IOException {
    Run first = new Run(2);
    first.publish("1");
    first.publish("2");
    first.publish("3");
    assertEquals(List.of("1"), dropped);
    first.closes();
    Run second = new Run(2);
    second.server.accepts(second.client);
    second.acknowledges("2");
    second.acknowledges("3");
    second.server.hearsNothing();
  }

  @Test
  void aSmallerQueueTakesTheNewestAndReportsTheRest() throws IOException {
    Run first = new Run();
    for (int i = 0; i < 5; i++) {
      first.publish("" + i);
    }
    first.dies();
    Run second = new Run(2);
    second.server.loop.runReady();
    assertEquals(List.of("0", "1", "2"), dropped);
    assertEquals(2, second.client.queuedMessages());
  }

  @Test
  void theLogStaysSmall() throws IOException {
    Run run = new Run();
    String kilobyte = "x".repeat(1000);
    for (int round = 0; round < 40; round++) {
      for (int i = 0; i < 50; i++) {
        run.publish(kilobyte);
      }
      run.server.accepts(run.client);
      for (int i = 0; i < 50; i++) {
        run.acknowledges(kilobyte);
      }
      run.server.says(new Disconnect(ReasonCode.SERVER_BUSY, Properties.NONE));
      run.server.loop.runReady();
      run.client.disconnect();
      run.server.loop.runReady();
    }
    long bytes = disk.list().stream().mapToLong(name -> disk.content(name).length).sum();
    assertTrue(bytes < 1_000_000, bytes + " bytes");
    run.publish("last");
    run.closes();
    Run second = new Run();
    second.server.accepts(second.client);
    second.acknowledges("last");
  }

  @Test
  void aDiskThatFailsHarmsOnlyTheKeeping() throws IOException {
    Run run = new Run();
    disk.failBetween(disk.calls(), Integer.MAX_VALUE);
    run.publish("1");
    run.publish("2");
    assertEquals(1, failures.size(), failures.toString());
    run.server.accepts(run.client);
    run.acknowledges("1");
    run.acknowledges("2");
  }

  @Test
  void aPowerCutAtAnyMomentLeavesWhatWasKeptInOrder() throws IOException {
    for (int cut = 1; cut < 60; cut++) {
      SimulatedDisk spoilt = new SimulatedDisk(new Random(cut));
      List<String> kept = new ArrayList<>();
      int forced = runUntilPowerCut(spoilt, cut, kept);
      spoilt.restart();
      List<String> recovered = recovered(spoilt);
      assertTrue(recovered.size() >= forced, "cut at " + cut + ": " + recovered + " of " + forced);
      assertEquals(kept.subList(0, recovered.size()), recovered, "cut at " + cut);
    }
  }

  /** Keeps messages until the power goes; tells how many it had been promised. */
  private static int runUntilPowerCut(SimulatedDisk disk, int cut, List<String> kept)
      throws IOException {
    ScriptedServer server = new ScriptedServer();
    int promised = 0;
    try {
      LogQueueStore store = open(disk, server);
      disk.cutPowerAt(disk.calls() + cut);
      for (int i = 0; i < 40; i++) {
        kept.add("m" + i);
        store.keep(Message.of("a", "m" + i));
        server.loop.runReady();
        promised = i + 1;
      }
    } catch (SimulatedDisk.PowerCutException | AssertionError powerCut) {
      assertTrue(disk.isPowerCut(), powerCut.toString());
    }
    return promised;
  }

  private static List<String> recovered(SimulatedDisk disk) throws IOException {
    List<String> texts = new ArrayList<>();
    open(disk, new ScriptedServer()).recover((message, sequence) -> texts.add(message.text()));
    return texts;
  }

  private static LogQueueStore open(SimulatedDisk disk, ScriptedServer server) throws IOException {
    RandomGenerator salts = new Random(9);
    return LogQueueStore.open(
        disk, server.loop, Runnable::run, salts::nextLong, Durability.FORCED, failure -> {});
  }
}
