package hearth.bench;

import hearth.protocol.packet.QoS;
import java.io.IOException;

/** A publisher that heeds nothing but its own full socket. */
record FloodScenario(Scenario.Clients clients, int messages) implements Scenario {
  @Override
  public void run(Subject subject, Result result) throws IOException {
    try (Traffic traffic = clients.connect(subject.port(), QoS.AT_MOST_ONCE)) {
      traffic.flood(messages);
      traffic.drain();
      double cpu = subject.process().cpuSeconds();
      long delivered = traffic.delivered();
      long start = System.nanoTime();
      traffic.flood(messages);
      traffic.drain();
      double seconds = (System.nanoTime() - start) / 1e9;
      delivered = traffic.delivered() - delivered;
      cpu = subject.process().cpuSeconds() - cpu;
      result.put("cpu", cpu * 1e6 / delivered).put("rate", delivered / seconds);
      result.put("peak", subject.process().peakResidentMegabytes());
      traffic.account(result);
    }
  }
}
