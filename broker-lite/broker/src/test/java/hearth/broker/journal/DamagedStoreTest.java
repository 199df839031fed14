package hearth.broker.journal;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestClient;
import hearth.io.file.SimulatedDisk;
import hearth.io.loop.ManualClock;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store with one damaged byte, or cut short: it opens, serves what is whole, tells the rest. */
class DamagedStoreTest {
  /** What a record of a message has before its topic: its header, numbers and its publisher. */
  private static final int BEFORE_TOPIC = 60;

  private String name;
  private byte[] whole;
  private Set<String> held;

  @BeforeEach
  void aSmallHistory() {
    SimulatedDisk disk = new SimulatedDisk(new Random(1));
    StoredScenario stored = new StoredScenario(disk, new ManualClock());
    stored.scenario.open(V3_1_1).connect("phone", false).subscribe("a/#", EXACTLY_ONCE).cut();
    stored.scenario.open(V3_1_1).connect("tablet", false).subscribe("a/+", AT_LEAST_ONCE).cut();
    TestClient publisher = stored.scenario.connected("publisher", V5);
    publisher.publish("a/light", "on", AT_LEAST_ONCE, true, 1);
    publisher.publish("a/door", "open", EXACTLY_ONCE, false, 2);
    publisher.publish("b/lamp", "off", AT_LEAST_ONCE, true, 3);
    stored.stoppedAndStarted();
    name = disk.list().stream().filter(file -> file.startsWith("journal-")).findFirst().get();
    whole = disk.content(name);
    held = held(opened(whole).state);
    assertEquals(8, held.size(), held::toString);
  }

  private StoredScenario opened(byte[] content) {
    SimulatedDisk disk = new SimulatedDisk(new Random(1));
    disk.put(name, content);
    return new StoredScenario(disk, new ManualClock());
  }

  private static Set<String> held(JournalReplay state) {
    Set<String> held = new HashSet<>();
    for (int i = 0; i < state.retained.size(); i++) {
      held.add("retained " + state.retained.at(i).topic());
    }
    state.sessions.forEach(
        (number, session) -> {
          String who = session.clientIdentifier;
          session.subscriptions.keySet().forEach(filter -> held.add(who + " hears " + filter));
          session.entries().values().forEach(entry -> held.add(who + " gets " + entry.message));
        });
    return held;
  }

  @Test
  void everySingleByteMayBeWrong() {
    for (int at = 0; at < whole.length; at++) {
      byte[] content = whole.clone();
      content[at] ^= 0x10;
      JournalReplay state = opened(content).state;
      Set<String> missing = new HashSet<>(held);
      missing.removeAll(held(state));
      if (!missing.isEmpty() && at < lastRecord()) {
        assertTrue(!state.damages().isEmpty(), "nothing told of byte " + at + ": " + missing);
      }
      // A session without its name takes with it what was its own; nobody else loses anything.
      assertTrue(missing.size() <= 3, "byte " + at + " cost " + missing);
    }
  }

  @Test
  void itMayBeCutAtEveryByte() {
    Set<String> before = Set.of();
    for (int length = 0; length <= whole.length; length++) {
      Set<String> now = held(opened(Arrays.copyOf(whole, length)).state);
      assertTrue(now.size() >= before.size(), "cut at " + length + " there is less");
      before = now;
    }
    assertEquals(held, before);
  }

  /** The last record, of the last thing that happened: without its header it is a torn tail. */
  private int lastRecord() {
    return indexOf("b/lamp") - BEFORE_TOPIC;
  }

  @Test
  void theReportNamesTheTopicOfARetainedMessage() {
    byte[] content = whole.clone();
    content[indexOf("off")] ^= 1;

    String told = String.join("\n", opened(content).state.damages());

    assertTrue(told.contains("a message from publisher, retained, of the topic b/lamp"), told);
  }

  @Test
  void theReportNamesTopicAndSessions() {
    byte[] content = whole.clone();
    content[indexOf("open")] ^= 1;

    StoredScenario stored = opened(content);

    String told = String.join("\n", stored.state.damages());
    assertTrue(told.contains("kind MESSAGE"), told);
    assertTrue(told.contains("a message from publisher, of the topic a/door for "), told);
    assertTrue(told.contains("phone") && told.contains("tablet"), told);
    assertTrue(told.contains("was set aside in damaged-"), told);
    TestClient phone = stored.scenario.open(V3_1_1).connect("phone", false);
    phone.expectPublish("a/light", "on");
    phone.expectNothing();
  }

  @Test
  void aSessionWithoutItsNameIsToldWithAllThatIsLost() {
    byte[] content = whole.clone();
    for (int at = 0; (at = indexOf("phone", at)) >= 0; at++) {
      content[at] ^= 1;
    }

    List<String> told = opened(content).state.damages();

    String all = String.join("\n", told);
    assertTrue(all.contains("subscriptions [a/#] and 2 messages queued"), all);
    assertTrue(all.contains("the session of qhone"), all);
  }

  private int indexOf(String text) {
    return indexOf(text, 0);
  }

  private int indexOf(String text, int from) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int at = from; at <= whole.length - bytes.length; at++) {
      if (Arrays.equals(whole, at, at + bytes.length, bytes, 0, bytes.length)) {
        return at;
      }
    }
    return -1;
  }
}
