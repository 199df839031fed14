package hearth.runtime.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.client.LogQueueStore;
import hearth.io.file.Durability;
import hearth.io.file.SimulatedDisk;
import hearth.protocol.packet.MqttVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Readings that the broker could not have when they were taken. */
class HistoryTest {
  private static final String SENSOR = "sensors: [{kind: ds18b20, name: temp, every: 10s}]";
  private static final String TOPIC = "home/temp/history ";

  private final SimulatedHome home = new SimulatedHome();

  @ParameterizedTest
  @EnumSource
  void theyComeInTheirOrderWithTheirTime(MqttVersion version) throws Exception {
    home.history = 100;
    started(version);
    home.killBroker();
    List<String> taken = readWithoutBroker(3);
    home.temperature = 30;
    home.startBroker();
    home.loop.advance(Duration.ofSeconds(10));

    assertEquals(taken, historyOf(home.seen));
    assertEquals("30.0", home.retained().get("home/temp"));
    assertNull(home.retained().get("home/temp/history"));
  }

  @Test
  void theyComeWhenItIsKnownWhatTheyAreOf() throws Exception {
    home.history = 100;
    home.discovery = "on";
    started(MqttVersion.V5);
    home.loop.advance(Duration.ofSeconds(10));
    home.killBroker();
    home.seen.clear();
    List<String> taken = readWithoutBroker(3);
    home.startBroker();
    home.loop.advance(Duration.ofSeconds(10));

    List<String> announcementAndHistory =
        home.seen.stream()
            .filter(said -> said.startsWith("homeassistant/") || said.startsWith(TOPIC))
            .toList();
    assertTrue(announcementAndHistory.get(0).startsWith("homeassistant/"), home.seen::toString);
    assertEquals(taken, historyOf(home.seen));
  }

  @Test
  void theOldestGoWhereThereAreTooMany() throws Exception {
    home.history = 2;
    started(MqttVersion.V5);
    home.killBroker();
    List<String> taken = readWithoutBroker(5);
    home.startBroker();
    home.loop.advance(Duration.ofSeconds(10));

    assertEquals(taken.subList(3, 5), historyOf(home.seen));
  }

  @Test
  void aClockThatNobodyHasSetIsSaidToBeSo() throws Exception {
    home.history = 10;
    home.clockIsSet = false;
    started(MqttVersion.V5);
    home.killBroker();
    readWithoutBroker(1);
    home.startBroker();
    home.loop.advance(Duration.ofSeconds(10));

    assertTrue(historyOf(home.seen).get(0).contains("\"clock\":\"unsynchronised\""));
  }

  @Test
  void withoutItNothingIsKept() throws Exception {
    started(MqttVersion.V5);
    home.killBroker();
    readWithoutBroker(3);
    home.startBroker();
    home.loop.advance(Duration.ofSeconds(10));

    assertEquals(List.of(), historyOf(home.seen));
  }

  @ParameterizedTest
  @EnumSource
  void aReadingThatTheConnectionLostIsNeverSaidAsThePresentOne(MqttVersion version)
      throws Exception {
    home.history = 10;
    started(version);
    // It goes out, and nobody hears it; then the sensor fails, and the connection breaks.
    home.stallNewestOnTheBrokersSide();
    home.temperature = 35;
    home.loop.advance(Duration.ofSeconds(10));
    home.temperature = Double.NaN;
    home.loop.advance(Duration.ofSeconds(45));
    home.cutNewestOnTheClientsSide();
    home.seen.clear();
    home.loop.advance(Duration.ofSeconds(30));

    assertFalse(home.seen.contains("home/temp 35.0"), home.seen::toString);
    assertEquals("offline", home.retained().get("home/temp/availability"));
    assertEquals(1, historyOf(home.seen).size());
    assertTrue(historyOf(home.seen).get(0).endsWith("\"value\":35.0}"));
  }

  @Test
  void onDiskTheyOutliveTheProgram() throws Exception {
    SimulatedDisk disk = new SimulatedDisk(new Random(5));
    home.history = 100;
    home.historyStore = open(disk);
    started(MqttVersion.V5);
    home.killBroker();
    List<String> taken = readWithoutBroker(3);
    disk.restart();

    SimulatedHome next = new SimulatedHome();
    next.history = 100;
    next.historyStore = open(disk, next);
    next.device(SENSOR, MqttVersion.V5).start();
    next.loop.runReady();
    // Behind them comes the one that it took itself before it was connected.
    assertEquals(taken, historyOf(next.seen).subList(0, 3));
    next.historyStore.close();
    next.loop.runReady();
    disk.restart();

    SimulatedHome third = new SimulatedHome();
    third.history = 100;
    third.historyStore = open(disk, third);
    third.device(SENSOR, MqttVersion.V5).start();
    third.loop.runReady();
    assertFalse(historyOf(third.seen).removeAll(taken));
  }

  private LogQueueStore open(SimulatedDisk disk) throws Exception {
    return open(disk, home);
  }

  private static LogQueueStore open(SimulatedDisk disk, SimulatedHome home) throws Exception {
    RandomGenerator salts = new Random(9);
    return LogQueueStore.open(
        disk,
        home.loop,
        Runnable::run,
        salts::nextLong,
        Durability.FORCED,
        failure -> {
          throw new AssertionError(failure);
        });
  }

  private void started(MqttVersion version) throws Exception {
    home.device(SENSOR, version).start();
    home.loop.runReady();
    home.seen.clear();
  }

  /** Lets so much time go by that so many readings are taken; gives what is to be told of them. */
  private List<String> readWithoutBroker(int readings) {
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < readings; i++) {
      home.temperature = 22 + i;
      home.loop.advance(Duration.ofSeconds(10));
      taken.add(
          TOPIC
              + "{\"time\":\"%s\",\"value\":%.1f}"
                  .formatted(home.loop.clock().wallTime(), home.temperature));
    }
    return taken;
  }

  private static List<String> historyOf(List<String> seen) {
    return new ArrayList<>(seen.stream().filter(said -> said.startsWith(TOPIC)).toList());
  }
}
