package hearth.bench;

import hearth.protocol.packet.QoS;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a connection costs that says nothing, with one subscription. */
record ConnectionsScenario(int count) implements Scenario {
  private static final int WARM_UP = 1000;

  /** What compilers took for a moment has gone back to the system by then. */
  private static final long SETTLING_MILLIS = 35_000;

  @Override
  public void run(Subject subject, Result result) throws IOException, InterruptedException {
    for (int i = 0; i < WARM_UP; i++) {
      connect(subject.port(), i).close(); // one after the other: what it loads and compiles stays
    }
    // What a JVM loads and compiles meanwhile is not the connections': the first third is not
    // counted.
    try (Clients first = connectAll(subject.port(), 0, count / 3)) {
      Thread.sleep(SETTLING_MILLIS);
      double before = subject.process().privateDirtyMegabytes();
      try (Clients others = connectAll(subject.port(), first.list.size(), count)) {
        Thread.sleep(SETTLING_MILLIS);
        double grown = subject.process().privateDirtyMegabytes() - before;
        result.put("bytes", grown * 1024 * 1024 / others.list.size());
      }
    }
  }

  private record Clients(List<LoadClient> list) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      for (LoadClient client : list) {
        client.close();
      }
    }
  }

  private static Clients connectAll(int port, int from, int to) throws IOException {
    List<LoadClient> clients = new ArrayList<>();
    for (int i = from; i < to; i++) {
      clients.add(connect(port, i));
    }
    return new Clients(clients);
  }

  private static LoadClient connect(int port, int number) throws IOException {
    LoadClient client = new LoadClient(port, number, "load-idle-" + number, true);
    client.subscribe(QoS.AT_MOST_ONCE, List.of("bench/idle/" + number));
    return client;
  }
}
