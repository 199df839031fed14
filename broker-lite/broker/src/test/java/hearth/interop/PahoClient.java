package hearth.interop;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of Eclipse Paho's, as far as its versions can do the same. */
abstract class PahoClient {
  /**
   * How it connects.
   *
   * @param isKept whether its session outlives the connection
   * @param userName or null
   * @param password or null
   * @param willTopic where "gone" is published at QoS 1, or null
   */
  record Options(boolean isKept, String userName, String password, String willTopic) {
    static final Options CLEAN = new Options(false, null, null, null);
    static final Options KEPT = new Options(true, null, null, null);

    static Options user(String name, String password) {
      return new Options(false, name, password, null);
    }

    static Options will(String topic) {
      return new Options(false, null, null, topic);
    }
  }

  /** A message that has come. */
  record Received(byte[] payload, int qos, boolean isRetained) {}

  /** The server has refused it, with a return code of 3.1.1 or a Reason Code of 5.0. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    final int code;

    Refused(int code, Exception cause) {
      super(cause);
      this.code = code;
    }
  }

  final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  /** With which Reason Code it was sent away; 0 where its version knows none. */
  final BlockingQueue<Integer> sentAway = new LinkedBlockingQueue<>();

  /**
   * A client.
   *
   * @param level the Protocol Level: 3, 4 or 5
   */
  static PahoClient of(int level, String url, String identifier) throws Exception {
    return level == 5 ? new Paho5(url, identifier) : new Paho3(level, url, identifier);
  }

  /** Connects; whether a session was there. */
  abstract boolean connect(Options options) throws Refused, Exception;

  abstract boolean isConnected();

  abstract void disconnect() throws Exception;

  abstract void subscribe(String filter, int qos) throws Exception;

  abstract void unsubscribe(String filter) throws Exception;

  abstract void publish(String topic, byte[] payload, int qos, boolean isRetained) throws Exception;

  /** Lets go of its threads, once it is disconnected. */
  abstract void release() throws Exception;

  void close() throws Exception {
    if (isConnected()) {
      disconnect();
    }
    release();
  }

  /** What has come in time. */
  static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T one = queue.poll(30, TimeUnit.SECONDS);
    if (one == null) {
      throw new AssertionError("nothing has come");
    }
    return one;
  }
}
