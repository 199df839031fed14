package hearth.client;

import hearth.io.loop.EventLoop;
import hearth.protocol.packet.ReasonCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs handlers in the order of arrival, one at a time: on the loop, or on an executor, and then
 * the socket is left unread while too many messages wait for it.
 */
final class HandlerRunner {
  private static final class Task {
    final MessageHandler handler;
    final ReceivedMessage message;
    final boolean manual;

    Task(MessageHandler handler, ReceivedMessage message, boolean manual) {
      this.handler = handler;
      this.message = message;
      this.manual = manual;
    }
  }

  private final EventLoop loop;
  private final Executor executor;
  private final int maxWaiting;
  private final Receiver receiver;

  /** On the loop's thread. */
  private Connection connection;

  private int waiting;

  /** Guarded by itself: what the loop hands over, and whether the executor is at it. */
  private final ArrayDeque<Task> tasks = new ArrayDeque<>();

  private boolean running;

  /** Guarded by itself: what the executor hands back. */
  private final List<Runnable> finished = new ArrayList<>();

  /**
   * @param executor null to run on the loop
   */
  HandlerRunner(EventLoop loop, Executor executor, int maxWaiting, Receiver receiver) {
    this.loop = loop;
    this.executor = executor;
    this.maxWaiting = maxWaiting;
    this.receiver = receiver;
  }

  /** The connection to pause from now on, or null. */
  void begin(Connection current) {
    connection = current;
    pauseOrResume();
  }

  void run(MessageHandler handler, ReceivedMessage message, boolean manual) {
    if (executor == null) {
      Throwable failure = call(handler, message);
      done(message, failure != null || !manual, failure);
      return;
    }
    waiting++;
    pauseOrResume();
    synchronized (tasks) {
      tasks.add(new Task(handler, message, manual));
      if (running) {
        return;
      }
      running = true;
    }
    try {
      executor.execute(this::drain);
    } catch (RejectedExecutionException ended) {
      refuse(ended);
    }
  }

  /** The executor runs nothing any more: the messages stay unacknowledged. */
  private void refuse(RejectedExecutionException ended) {
    for (Task task; (task = next()) != null; ) {
      waiting--;
      done(task.message, false, ended);
    }
  }

  private void drain() {
    Task task;
    while ((task = next()) != null) {
      ReceivedMessage message = task.message;
      Throwable failure = call(task.handler, message);
      boolean settles = failure != null || !task.manual;
      boolean first;
      synchronized (finished) {
        first = finished.isEmpty();
        finished.add(() -> done(message, settles, failure));
      }
      if (first) {
        loop.execute(this::handBack);
      }
    }
  }

  private Task next() {
    synchronized (tasks) {
      Task task = tasks.poll();
      running = task != null;
      return task;
    }
  }

  private static Throwable call(MessageHandler handler, ReceivedMessage message) {
    try {
      handler.onMessage(message);
      return null;
    } catch (Exception | AssertionError failure) {
      return failure;
    }
  }

  private void handBack() {
    List<Runnable> batch;
    synchronized (finished) {
      batch = new ArrayList<>(finished);
      finished.clear();
    }
    waiting -= batch.size();
    batch.forEach(Runnable::run);
    pauseOrResume();
  }

  private void done(ReceivedMessage message, boolean settles, Throwable failure) {
    if (settles) {
      receiver.settleNow(message, ReasonCode.SUCCESS);
    }
    if (failure != null) {
      receiver.handlerFailed(message, failure);
    }
  }

  private void pauseOrResume() {
    if (connection == null) {
      return;
    }
    if (waiting > maxWaiting) {
      connection.pauseReading();
    } else if (waiting <= maxWaiting / 2) {
      connection.resumeReading();
    }
  }
}
