package hearth.io.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OnDemandThreadTest {
  private static final Duration IDLE = Duration.ofSeconds(1);

  private boolean refused;
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final OnDemandThread thread = new OnDemandThread(IDLE, 2, this::made);

  private Thread made(Runnable task) {
    if (refused) {
      throw new OutOfMemoryError("unable to create native thread");
    }
    return new Thread(task);
  }

  @AfterEach
  void stop() {
    thread.stop();
  }

  @Test
  void tasksRunInTheirOrder() throws Exception {
    CompletableFuture<Void> last = new CompletableFuture<>();
    thread.execute(() -> done.add("first"));
    thread.execute(() -> last.complete(null));
    last.get(30, TimeUnit.SECONDS);

    assertEquals(List.of("first"), done);
  }

  @Test
  void whereTheSystemGivesNoThreadTheTaskIsRefusedForGood() throws Exception {
    refused = true;
    assertThrows(RejectedExecutionException.class, () -> thread.execute(() -> done.add("never")));
    refused = false;
    CompletableFuture<Void> later = new CompletableFuture<>();
    thread.execute(() -> later.complete(null));
    later.get(30, TimeUnit.SECONDS);

    assertFalse(done.contains("never"));
  }

  @Test
  void onlySoManyWait() {
    CompletableFuture<Void> blocker = new CompletableFuture<>();
    thread.execute(blocker::join);
    thread.execute(() -> {});
    thread.execute(() -> {});

    assertThrows(RejectedExecutionException.class, () -> thread.execute(() -> {}));
    blocker.complete(null);
  }
}
