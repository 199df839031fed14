package hearth.bench;

import hearth.protocol.packet.QoS;
import java.io.IOException;
import java.util.List;

/** A subscriber that comes back to a full queue: how fast does it get what it missed? */
record OfflineScenario(int messages) implements Scenario {
  private static final String TOPIC = "bench/stream/0";
  private static final String ABSENT = "load-absent";
  private static final int ROUNDS = 20;

  @Override
  public void run(Subject subject, Result result) throws IOException {
    try (LoadClient absent = new LoadClient(subject.port(), 0, ABSENT, false)) {
      absent.subscribe(QoS.AT_LEAST_ONCE, List.of(TOPIC));
    }
    double seconds = 0;
    long arrived = 0;
    long lost = 0;
    for (int round = 0; round < 2 * ROUNDS; round++) {
      fill(subject.port());
      long start = System.nanoTime();
      long came = drain(subject.port());
      if (round >= ROUNDS) { // those before have warmed it up
        seconds += (System.nanoTime() - start) / 1e9;
        arrived += came;
      }
      lost += messages - came;
    }
    result.put("rate", arrived / seconds).put("lost", lost);
  }

  private void fill(int port) throws IOException {
    try (Traffic traffic = new Traffic(port, 1)) {
      traffic.addPublisher(QoS.AT_LEAST_ONCE, List.of(new Publisher.Target(TOPIC, 0)));
      traffic.publishAcknowledged(messages, Traffic.MAX_IN_FLIGHT);
    }
  }

  private long drain(int port) throws IOException {
    try (Traffic traffic = new Traffic(port, 1)) {
      return traffic.resume(ABSENT, messages);
    }
  }
}
