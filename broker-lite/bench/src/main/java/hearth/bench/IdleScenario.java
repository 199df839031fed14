package hearth.bench;

import java.io.IOException;

/** Nobody is connected: what does the broker hold, and how well does it sleep? */
record IdleScenario() implements Scenario {
  private static final long SETTLING_MILLIS = 3000;
  private static final int SECONDS = 30;

  @Override
  public void run(Subject subject, Result result) throws IOException, InterruptedException {
    ObservedProcess process = subject.process();
    Thread.sleep(SETTLING_MILLIS);
    double cpu = process.preciseCpuSeconds();
    long wakeUps = process.wakeUps();
    Thread.sleep(SECONDS * 1000L);
    result.put("wakeups", (double) (process.wakeUps() - wakeUps) / SECONDS);
    result.put("cpu30", (process.preciseCpuSeconds() - cpu) * 1e3);
    result.put("resident", process.residentMegabytes());
    result.put("dirty", process.privateDirtyMegabytes());
  }
}
