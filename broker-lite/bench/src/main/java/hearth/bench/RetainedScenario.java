package hearth.bench;

import java.io.IOException;

/** What a topic costs that has a small retained message. */
record RetainedScenario(int topics) implements Scenario {
  private static final long SETTLING_MILLIS = 2000;

  @Override
  public void run(Subject subject, Result result) throws IOException, InterruptedException {
    Thread.sleep(SETTLING_MILLIS);
    double before = subject.process().privateDirtyMegabytes();
    try (LoadClient client = new LoadClient(subject.port(), 0, "load-retained", true)) {
      client.retain(topics, "home/floor%d/room%d/sensor%d/state", "21.5");
    }
    Thread.sleep(SETTLING_MILLIS);
    double grown = subject.process().privateDirtyMegabytes() - before;
    result.put("bytes", grown * 1024 * 1024 / topics);
  }
}
