package hearth.broker.connection;

import hearth.broker.journal.Journal;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.PubAck;
import java.util.ArrayDeque;

/**
 * The answers of one connection that wait until what they promise is on disk. They leave in the
 * order of what they answer [MQTT-4.6.0-2] [MQTT-4.6.0-3]; while none waits, an answer that needs
 * no record passes at once.
 *
 * <p>A client that asks for more than the disk can take is read no further until the disk has
 * caught up: what waits for the disk has a limit, however fast it publishes.
 */
final class Acknowledgements {
  /** One answer, and what is sent in its place where its record could not be stored. */
  private static final class Pending {
    final ControlPacket answer;
    final Runnable otherwise;
    boolean settled;
    boolean stored;

    Pending(ControlPacket answer, Runnable otherwise) {
      this.answer = answer;
      this.otherwise = otherwise;
    }
  }

  /** The client is read no further when so many answers wait. */
  static final int MOST_WAITING = 512;

  private final Connection connection;
  private final Journal journal;
  private ArrayDeque<Pending> waiting;
  private int pubAcks;
  private boolean holdsBack;

  Acknowledgements(Connection connection, Journal journal) {
    this.connection = connection;
    this.journal = journal;
  }

  /**
   * Sends an answer when all up to the position is durable.
   *
   * @param otherwise what to do where it could not be stored
   */
  void send(long position, ControlPacket answer, Runnable otherwise) {
    if (position == Journal.NOTHING_TO_WAIT_FOR && waiting == null) {
      connection.send(answer);
      return;
    }
    if (waiting == null) {
      waiting = new ArrayDeque<>();
    }
    pubAcks += answer instanceof PubAck ? 1 : 0;
    Pending pending = new Pending(answer, otherwise);
    waiting.add(pending);
    if (position == Journal.NOTHING_TO_WAIT_FOR) {
      pending.settled = true;
      pending.stored = true;
    } else {
      journal.whenDurable(position, stored -> settle(pending, stored));
    }
    if (!holdsBack && (size() >= MOST_WAITING || size() > 0 && journal.isBehind())) {
      holdsBack = true;
      connection.holdBack();
    }
  }

  private void settle(Pending pending, boolean stored) {
    pending.settled = true;
    pending.stored = stored;
    while (waiting != null && !waiting.isEmpty() && waiting.peek().settled) {
      Pending first = waiting.poll();
      pubAcks -= first.answer instanceof PubAck ? 1 : 0;
      if (connection.isConnected()) {
        if (first.stored) {
          connection.send(first.answer);
        } else {
          first.otherwise.run();
        }
      }
    }
    if (waiting != null && waiting.isEmpty()) {
      waiting = null;
    }
    if (holdsBack && (size() == 0 || size() <= MOST_WAITING / 2 && !journal.isBehind())) {
      holdsBack = false;
      connection.letGo();
    }
  }

  private int size() {
    return waiting == null ? 0 : waiting.size();
  }

  /** How many messages of QoS 1 have no answer yet. */
  int pubAcks() {
    return pubAcks;
  }
}
