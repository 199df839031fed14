package hearth.broker.connection;

import hearth.broker.message.Message;
import hearth.io.net.Channel;

/**
 * Who slows whom down, as one connection sees it: as a reader it may be too slow for its
 * publishers; as a writer it is read no further while a slow reader, the disk or its own answers
 * that it does not take hold it back.
 */
final class BackPressure {
  /** Small as they are, each costs some twenty times its two bytes while it waits. */
  private static final int MAX_ANSWERS = 1024;

  /** The retained messages of a large home; those of all clients are below a ceiling, too. */
  private static final long RETAINED_BYTES = 4L << 20;

  private final Connection connection;

  /** Null while it reads fast enough. */
  private Congestion congestion;

  /** What goes on when it has taken all; null for nothing. */
  private Runnable waiting;

  /** How many answers it was sent since it is known to have taken all. */
  private int answers;

  /** It is not read until it has taken its answers. */
  private boolean mustTakeAnswers;

  /** What it had not taken of them at the last look at its Keep Alive. */
  private long pendingBefore;

  /** How long slow readers may still hold it back; null until one does. */
  private Patience patience;

  /** How many hold this connection back, itself included. */
  private int holders;

  BackPressure(Connection connection) {
    this.connection = connection;
  }

  // ---- as a reader

  boolean hasRoom() {
    return connection.channel.pendingBytes() < connection.broker.limits().outputBytes();
  }

  /**
   * Whether a QoS 0 message still fits. A reader that is only slow holds those back for a while who
   * fill its queue; one that has stopped reading loses its own messages. What is retained comes all
   * at once with a subscription, and nobody sends it again: it has more room.
   *
   * @param retain whether it is sent with RETAIN
   */
  boolean hasRoomForQoS0(Message message, boolean retain) {
    if (hasRoom()) {
      return true;
    }
    BrokerContext broker = connection.broker;
    Channel channel = connection.channel;
    if (retain && broker.publisher().get() == null) {
      broker.buffers().moved(message.memory());
      return channel.pendingBytes() < RETAINED_BYTES;
    }
    channel.flush();
    if (hasRoom()) {
      return true;
    }
    if (congestion == null) {
      long stall = broker.limits().stallNanos();
      congestion = new Congestion(broker.loop(), stall, broker.limits().outputBytes());
    }
    return congestion.holdBack(broker.publisher().get(), message.memory(), channel.pendingBytes());
  }

  /** It has taken all that was queued for it. */
  void caughtUp() {
    answers = 0;
    if (mustTakeAnswers) {
      mustTakeAnswers = false;
      letGo();
    }
    end();
  }

  /** It no longer slows anybody down. What waits for it goes on, and may see that it is gone. */
  void end() {
    if (waiting != null) {
      connection.broker.loop().yieldTurn(waiting);
      waiting = null;
    }
    if (congestion != null) {
      congestion.relieved();
      congestion = null;
    }
  }

  // ---- as a writer

  /** It was sent an answer. */
  void answered() {
    answers++;
  }

  /**
   * A client that asks and asks and does not take the answers is not read until it has taken them:
   * they would fill the memory.
   */
  void awaitAnswersTaken(boolean isConnected) {
    if (answers < MAX_ANSWERS && hasRoom()) {
      return;
    }
    Channel channel = connection.channel;
    channel.flush();
    if (channel.pendingBytes() == 0) {
      answers = 0;
    } else if (isConnected && (answers >= MAX_ANSWERS || !hasRoom())) {
      takeAnswersFirst();
    }
  }

  private void takeAnswersFirst() {
    if (!mustTakeAnswers) {
      mustTakeAnswers = true;
      pendingBefore = Long.MAX_VALUE;
      holdBack();
    }
  }

  /**
   * Goes on with what it has asked for, in a later turn: where it reads slowly, when it has taken
   * what it was sent so far.
   */
  void whenThereIsRoom(Runnable task) {
    if (!hasRoom()) {
      connection.channel.flush();
    }
    if (hasRoom() || connection.isClosed()) {
      connection.broker.loop().yieldTurn(task);
    } else {
      waiting = task;
      takeAnswersFirst();
    }
  }

  /** Whether it has taken none of its answers since the last look. */
  boolean isStuck() {
    long before = pendingBefore;
    pendingBefore = connection.channel.pendingBytes();
    return mustTakeAnswers && pendingBefore >= before;
  }

  /** Whether the broker, and not the client, is why nothing is read of it. */
  boolean waits() {
    return isHeldBack() || connection.channel.givesWay();
  }

  boolean isHeldBack() {
    return holders > 0;
  }

  /** A slow reader asks it to wait; returns whether it does. */
  boolean holdBackFor(Congestion reader) {
    if (patience == null) {
      BrokerContext broker = connection.broker;
      patience = new Patience(connection, broker.loop(), broker.limits().stallNanos());
    }
    boolean waitsAlready = patience.isUsed();
    boolean waits = patience.begins(reader);
    if (waits && !waitsAlready) {
      holdBack();
    }
    return waits;
  }

  void letGoFor(Congestion reader) {
    if (patience.ends(reader)) {
      letGo();
    }
  }

  void holdBack() {
    if (holders++ == 0) {
      connection.channel.pauseReading();
    }
  }

  void letGo() {
    if (--holders == 0) {
      connection.readOn();
    }
  }
}
