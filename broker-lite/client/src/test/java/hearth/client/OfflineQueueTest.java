package hearth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.file.SimulatedDisk;
import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readings of a time without a server: later, in order, with their own time. */
class OfflineQueueTest {
  private record Sent(Message message, CompletableFuture<PublishResult> end) {}

  private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final ManualLoop loop = new ManualLoop(clock);
  private final ArrayDeque<Runnable> journalThread = new ArrayDeque<>();
  private final List<Sent> sent = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();
  private boolean clockIsSet = true;
  private OfflineQueue queue;

  @BeforeEach
  void open() throws IOException {
    sent.clear();
    queue =
        OfflineQueue.open(
            disk,
            loop,
            journalThread::add,
            new Random(2)::nextLong,
            100,
            new OfflineQueue.Way(
                message -> {
                  Sent each = new Sent(message, new CompletableFuture<>());
                  sent.add(each);
                  return each.end;
                },
                () -> clockIsSet,
                message -> dropped.add(message.text())));
  }

  private void settle() {
    loop.advance(Duration.ofSeconds(6));
    for (Runnable task; (task = journalThread.poll()) != null; ) {
      task.run();
      loop.runReady();
    }
  }

  private void publish(String text) {
    queue.publish(Message.of("t", text).atQos(QoS.AT_LEAST_ONCE));
  }

  private List<String> texts() {
    return sent.stream().map(each -> each.message.text()).toList();
  }

  private void acknowledge(int from, int to) {
    for (int i = from; i < to; i++) {
      sent.get(i).end.complete(PublishResult.SUCCESS);
      loop.runReady();
    }
  }

  private void powerCut() throws IOException {
    settle();
    disk.restart();
    open();
  }

  @Test
  void whatWasNotAcknowledgedIsSentAfterARestartInItsOrder() throws IOException {
    for (int i = 0; i < 5; i++) {
      publish("" + i);
    }
    acknowledge(0, 2);

    powerCut();

    assertEquals(List.of("2", "3", "4"), texts());
    publish("5");
    acknowledge(0, 4);
    powerCut();
    assertEquals(List.of(), texts());
  }

  @Test
  void eachCarriesTheTimeOfItsPublishing() throws IOException {
    publish("then");
    clockIsSet = false;
    clock.setWallTime(Instant.EPOCH);
    publish("whenever");
    clock.setWallTime(Instant.parse("2026-01-01T05:00:00Z"));

    powerCut();

    assertEquals("[time=2026-01-01T00:00:00Z]", userProperties(0));
    assertEquals("[time=1970-01-01T00:00:00Z, clock=unsynchronised]", userProperties(1));
  }

  private String userProperties(int i) {
    List<String> found = new ArrayList<>();
    sent.get(i)
        .message
        .properties()
        .forEach(
            (property, value) -> {
              if (property == Property.USER_PROPERTY) {
                var user = (hearth.protocol.packet.UserProperty) value;
                found.add(user.name() + "=" + user.value());
              }
            });
    return found.toString();
  }

  @Test
  void onlySomeAreWithTheClientAtATime() {
    for (int i = 0; i < 80; i++) {
      publish("" + i);
    }
    assertEquals(64, sent.size());
    acknowledge(0, 10);
    assertEquals(74, sent.size());
  }

  @Test
  void theOldestThatWaitsGoesWhereTheQueueIsFull() {
    for (int i = 0; i < 101; i++) {
      publish("" + i);
    }
    assertEquals(List.of("64"), dropped);
    assertEquals(100, queue.size());
  }

  @Test
  void aRefusedMessageIsNotTriedAgainAndOneOfAClosedClientIs() throws IOException {
    publish("refused");
    publish("closed");
    sent.get(0).end.completeExceptionally(new MqttException("no", ReasonCode.NOT_AUTHORIZED));
    sent.get(1).end.completeExceptionally(new MqttException("the client was closed"));
    loop.runReady();
    assertEquals(List.of("refused"), dropped);

    powerCut();

    assertEquals(List.of("closed"), texts());
  }

  @Test
  void theLogShrinks() throws IOException {
    for (int i = 0; i < 60; i++) {
      publish(i + "x".repeat(50_000));
      acknowledge(i, i + 1);
      settle();
    }
    publish("last");
    settle();
    long bytes = 0;
    for (String name : disk.list()) {
      bytes += disk.content(name).length;
    }
    assertTrue(bytes < 2 << 20, "it is " + bytes);
    powerCut();
    assertEquals(List.of("last"), texts());
  }
}
