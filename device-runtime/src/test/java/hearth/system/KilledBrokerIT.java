package hearth.system;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.Publish;
import hearth.testsupport.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker process that is killed at random moments while clients publish and hear, and started
 * again each time: nothing acknowledged is missing in the end, and what was sent at QoS 2 has come
 * once.
 *
 * <p>{@code -Dhearth.kills=N} kills it more often, {@code -Dhearth.seed=S} at the moments of
 * another run, as far as the machine lets them be the same.
 */
class KilledBrokerIT {
  private static final int KILLS = Integer.getInteger("hearth.kills", 50);

  /** After how many acknowledgements of a life the broker is killed, at the most. */
  private static final int MAX_LIFE = 80;

  @TempDir private Path store;

  private final CurrentBroker current = new CurrentBroker();
  private final List<EnduringPublisher> publishers =
      List.of(
          new EnduringPublisher("one", V3_1_1, AT_LEAST_ONCE, current),
          new EnduringPublisher("two", V5, AT_LEAST_ONCE, current),
          new EnduringPublisher("three", V3_1_1, EXACTLY_ONCE, current),
          new EnduringPublisher("four", V5, EXACTLY_ONCE, current));
  private final List<EnduringSubscriber> subscribers =
      List.of(
          new EnduringSubscriber("once", V3_1_1, EXACTLY_ONCE, current),
          new EnduringSubscriber("once-5", V5, EXACTLY_ONCE, current),
          new EnduringSubscriber("at-least", V3_1_1, AT_LEAST_ONCE, current));

  private HearthProcess start() {
    return HearthProcess.storingBroker(store);
  }

  @Test
  void nothingAcknowledgedIsLost() throws IOException {
    long seed = Long.getLong("hearth.seed", System.nanoTime());
    System.out.println("KilledBrokerIT: " + KILLS + " kills, -Dhearth.seed=" + seed);
    Random random = new Random(seed);
    try (HearthProcess first = start()) {
      for (EnduringSubscriber subscriber : subscribers) {
        subscriber.subscribe(first.port());
      }
    }
    publishers.forEach(EnduringClient::start);
    subscribers.forEach(EnduringClient::start);
    for (int kill = 0; kill < KILLS; kill++) {
      liveAndBeKilled(random);
    }
    try (HearthProcess last = start()) {
      current.is(last.port());
      publishers.forEach(EnduringPublisher::end);
      checkRetained(last.port());
      publishLast(last.port());
      subscribers.forEach(this::checkGot);
      assertEquals(0, last.logCount("^error"), last::told);
    }
    System.out.println("KilledBrokerIT: " + acknowledged() + " messages acknowledged");
  }

  private void liveAndBeKilled(Random random) {
    try (HearthProcess broker = start()) {
      int until = acknowledged() + random.nextInt(MAX_LIFE);
      current.is(broker.port());
      Eventually.holds(
          "acknowledged",
          () -> {
            publishers.forEach(EnduringClient::checkWell);
            subscribers.forEach(EnduringClient::checkWell);
            return acknowledged() >= until;
          },
          broker::told);
      assertEquals(0, broker.logCount("^error"), broker::told);
      current.isGone();
      broker.kill();
    }
  }

  private int acknowledged() {
    return publishers.stream().mapToInt(EnduringPublisher::acknowledged).sum();
  }

  /** The newest acknowledged one of each publisher, or one sent after it. */
  private void checkRetained(int port) throws IOException {
    try (WireClient late = new WireClient(port, V3_1_1)) {
      late.connectClean("late").subscribe("r/#", AT_MOST_ONCE);
      Map<String, Integer> numbers = new HashMap<>();
      for (int i = 0; i < publishers.size(); i++) {
        String[] words = WireClient.text(late.read(Publish.class)).split(" ");
        numbers.put(words[0], Integer.valueOf(words[1]));
      }
      for (EnduringPublisher publisher : publishers) {
        // All is answered now: the newest sent is the newest acknowledged.
        assertEquals(publisher.lastRetained(), numbers.get(publisher.name()), publisher.name());
      }
    }
  }

  private static void publishLast(int port) throws IOException {
    try (WireClient end = new WireClient(port, V3_1_1).connectClean("end")) {
      end.publish("q/end", EnduringSubscriber.LAST, EXACTLY_ONCE, false, 1);
      end.read();
    }
  }

  private void checkGot(EnduringSubscriber subscriber) {
    Map<String, List<Integer>> numbers = new HashMap<>();
    for (String payload : subscriber.all()) {
      if (!payload.equals(EnduringSubscriber.LAST)) {
        String[] words = payload.split(" ");
        numbers.computeIfAbsent(words[0], name -> new ArrayList<>()).add(Integer.valueOf(words[1]));
      }
    }
    for (EnduringPublisher publisher : publishers) {
      checkGot(subscriber, publisher, numbers.get(publisher.name()));
    }
  }

  private static void checkGot(
      EnduringSubscriber subscriber, EnduringPublisher publisher, List<Integer> got) {
    String who = publisher.name() + " to " + subscriber.name();
    List<Integer> sent =
        IntStream.rangeClosed(1, publisher.sent())
            .filter(number -> number % 2 == 1)
            .boxed()
            .toList();
    if (publisher.qos() == EXACTLY_ONCE && subscriber.qos() == EXACTLY_ONCE) {
      assertEquals(sent, got, who);
    } else {
      assertTrue(new HashSet<>(got).containsAll(sent), () -> who + " misses some: " + got);
    }
  }
}
