package hearth.bench;

import hearth.protocol.packet.QoS;
import java.io.IOException;

/** Messages at a fixed rate: how late do they come, and what does the broker spend? */
record RateScenario(Scenario.Clients clients, double perSecond) implements Scenario {
  @Override
  public void run(Subject subject, Result result) throws IOException {
    try (Traffic traffic = clients.connect(subject.port(), QoS.AT_MOST_ONCE)) {
      // What a JVM compiles, it compiles by number of calls: the same number, sooner.
      traffic.openLoop(subject.warmUpSeconds(), Math.max(perSecond, 2000));
      traffic.drain();
      double cpu = subject.process().preciseCpuSeconds();
      long start = System.nanoTime();
      traffic.startMeasuring();
      traffic.openLoop(2 * subject.seconds(), perSecond);
      traffic.drain();
      double seconds = (System.nanoTime() - start) / 1e9;
      cpu = subject.process().preciseCpuSeconds() - cpu;
      result.put("p50", traffic.latencies().microseconds(0.5));
      result.put("p99", traffic.latencies().microseconds(0.99));
      result.put("cores", cpu / seconds);
      traffic.account(result);
    }
  }
}
