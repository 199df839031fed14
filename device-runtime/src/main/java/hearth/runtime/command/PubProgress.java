package hearth.runtime.command;

import hearth.client.MqttException;
import hearth.client.PublishResult;
import java.util.concurrent.CompletableFuture;

/** Counts messages that are on their way, and remembers the first that failed. */
final class PubProgress {
  private long unfinished;
  private Throwable firstFailure;

  synchronized void watch(CompletableFuture<PublishResult> result) {
    unfinished++;
    result.whenComplete((published, failure) -> finished(failure));
  }

  private synchronized void finished(Throwable failure) {
    if (firstFailure == null) {
      firstFailure = failure;
    }
    if (--unfinished == 0) {
      notifyAll();
    }
  }

  /** Waits for all; null where all went well. */
  synchronized MqttException awaitAll() throws InterruptedException {
    while (unfinished > 0) {
      wait();
    }
    if (firstFailure == null || firstFailure instanceof MqttException) {
      return (MqttException) firstFailure;
    }
    return new MqttException("unexpected: " + firstFailure, firstFailure);
  }
}
