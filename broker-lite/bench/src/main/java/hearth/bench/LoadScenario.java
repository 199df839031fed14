package hearth.bench;

import hearth.protocol.packet.QoS;
import java.io.IOException;

/** As many messages as the broker can deliver, with a bounded number of them on the way. */
record LoadScenario(QoS qos, Scenario.Clients clients, int onTheWay) implements Scenario {
  @Override
  public void run(Subject subject, Result result) throws IOException {
    try (Traffic traffic = clients.connect(subject.port(), qos)) {
      traffic.closedLoop(subject.warmUpSeconds(), onTheWay);
      double cpu = subject.process().cpuSeconds();
      long delivered = traffic.delivered();
      long start = System.nanoTime();
      traffic.closedLoop(subject.seconds(), onTheWay);
      double seconds = (System.nanoTime() - start) / 1e9;
      cpu = subject.process().cpuSeconds() - cpu;
      delivered = traffic.delivered() - delivered;
      traffic.drain();
      result.put("cpu", cpu * 1e6 / delivered).put("rate", delivered / seconds);
      result.put("peak", subject.process().peakResidentMegabytes());
      traffic.account(result);
    }
  }
}
