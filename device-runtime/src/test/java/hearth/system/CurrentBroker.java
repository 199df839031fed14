package hearth.system;

/** Where the broker listens now; it moves with every restart. */
final class CurrentBroker {
  private int port;

  /** The broker is there. */
  synchronized void is(int port) {
    this.port = port;
    notifyAll();
  }

  /** The broker is not there. */
  synchronized void isGone() {
    port = 0;
    notifyAll();
  }

  /** Waits until the broker is there; gives its port. */
  synchronized int awaitPort() throws InterruptedException {
    while (port == 0) {
      wait();
    }
    return port;
  }
}
