package hearth.system;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A client with a persistent session and a thread of its own, which connects again and again. */
abstract class EnduringClient {
  private static final long TIMEOUT_MILLIS = TimeUnit.SECONDS.toMillis(60);

  private final String name;
  private final MqttVersion version;
  private final CurrentBroker broker;
  private final Thread thread = new Thread(this::run);
  private boolean wasThere;
  private volatile Throwable failure;

  EnduringClient(String name, MqttVersion version, CurrentBroker broker) {
    this.name = name;
    this.version = version;
    this.broker = broker;
    thread.setName(name);
    thread.setDaemon(true);
  }

  String name() {
    return name;
  }

  void start() {
    thread.start();
  }

  /** What it does in one connection; it ends when it returns, not when the connection breaks. */
  abstract void converse(WireClient connection) throws IOException;

  private void run() {
    try {
      while (!conversed()) {
        // The broker was killed in the midst of it: once more.
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      failure = e;
    }
  }

  private boolean conversed() throws InterruptedException {
    int port = broker.awaitPort();
    try (WireClient connection = open(port)) {
      converse(connection);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Connects; a session that was there once must be there ever after. */
  WireClient open(int port) throws IOException {
    WireClient connection = new WireClient(port, version);
    try {
      boolean present = connection.connectPersistent(name);
      check(present || !wasThere, "the session is lost");
      wasThere = true;
      return connection;
    } catch (IOException | RuntimeException | Error e) {
      connection.close();
      throw e;
    }
  }

  final void check(boolean right, Object told) {
    if (!right) {
      throw new AssertionError(name + ": " + told);
    }
  }

  final void check(boolean right, ControlPacket packet) {
    check(right, (Object) (packet + " came"));
  }

  /** Fails where the thread has failed. */
  void checkWell() {
    if (failure != null) {
      throw new AssertionError(name + " has failed", failure);
    }
  }

  void awaitEnd() {
    awaitEnd(() -> "");
  }

  /**
   * Waits until it has said all and heard all.
   *
   * @param told what to say of the state in which it did not
   */
  void awaitEnd(Supplier<?> told) {
    try {
      thread.join(TIMEOUT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    checkWell();
    if (thread.isAlive()) {
      throw new AssertionError(name + " does not come to its end\n" + told.get());
    }
  }
}
