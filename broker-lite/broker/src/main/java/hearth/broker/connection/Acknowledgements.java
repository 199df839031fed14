package hearth.broker.connection;

import hearth.broker.account.Kind;
import hearth.broker.session.Journal;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.UnsubAck;

/**
 * The answers of one connection that wait until what they promise is on disk. They leave in the
 * order of what they answer [MQTT-4.6.0-2] [MQTT-4.6.0-3]; while none waits, an answer that needs
 * no record passes at once.
 *
 * <p>A client that asks for more than the disk can take is read no further until the disk has
 * caught up: what waits for the disk has a limit, however fast it publishes.
 */
final class Acknowledgements implements Journal.Listener {
  /** Knows what to do for a client whose packet could not be stored. */
  interface Refuser {
    /**
     * A packet could not be stored.
     *
     * @param answer what it would have been answered with
     */
    void notStored(ControlPacket answer);
  }

  private static final class Pending {
    final long position;
    final ControlPacket answer;
    final Refuser refuser;
    final int memory;
    Pending next;

    Pending(long position, ControlPacket answer, Refuser refuser) {
      this.position = position;
      this.answer = answer;
      this.refuser = refuser;
      this.memory = MEMORY + memoryOf(answer);
    }

    /** What an answer takes besides its object, about, in bytes. */
    private static int memoryOf(ControlPacket answer) {
      if (answer instanceof PubAck ack) {
        return ack.properties().memory();
      } else if (answer instanceof PubRec ack) {
        return ack.properties().memory();
      } else if (answer instanceof PubComp ack) {
        return ack.properties().memory();
      } else if (answer instanceof SubAck ack) {
        return CODE_BYTES * ack.reasonCodes().size() + ack.properties().memory();
      } else if (answer instanceof UnsubAck ack) {
        return CODE_BYTES * ack.reasonCodes().size() + ack.properties().memory();
      }
      return 0;
    }
  }

  /** Of one that waits, with its answer, about, in bytes. */
  private static final int MEMORY = 64;

  /** Of a Reason Code in a list. */
  private static final int CODE_BYTES = 4;

  /** The client is read no further when so many answers wait. */
  static final int MAX_WAITING = 512;

  private final Connection connection;
  private final Journal journal;
  private Pending first;
  private Pending last;
  private int size;
  private int pubAcks;
  private boolean holdsBack;

  Acknowledgements(Connection connection, Journal journal) {
    this.connection = connection;
    this.journal = journal;
  }

  /**
   * Sends an answer when all up to the position is durable.
   *
   * @param position not before that of an earlier answer
   * @param refuser is told where it could not be stored
   */
  void send(long position, ControlPacket answer, Refuser refuser) {
    if (position == Journal.NOTHING_TO_WAIT_FOR && first == null) {
      connection.send(answer);
      return;
    }
    add(new Pending(position, answer, refuser));
    if (position == Journal.NOT_STORED) {
      settled(Journal.NOTHING_TO_WAIT_FOR, false);
    } else if (position != Journal.NOTHING_TO_WAIT_FOR) {
      journal.whenDurable(position, this);
    }
    if (!holdsBack && (size >= MAX_WAITING || (size > 0 && journal.isBehind()))) {
      holdsBack = true;
      connection.holdBack();
    }
  }

  private void add(Pending pending) {
    if (first == null) {
      first = pending;
    } else {
      last.next = pending;
    }
    last = pending;
    size++;
    connection.account.charge(Kind.IDENTIFIER, pending.memory);
    pubAcks += pending.answer instanceof PubAck ? 1 : 0;
  }

  @Override
  public void settled(long upTo, boolean stored) {
    for (Pending next; (next = first) != null && isSettled(next.position, upTo); ) {
      first = next.next;
      size--;
      if (!connection.isClosed()) {
        connection.account.release(Kind.IDENTIFIER, next.memory);
      }
      pubAcks -= next.answer instanceof PubAck ? 1 : 0;
      boolean isStored =
          next.position == Journal.NOTHING_TO_WAIT_FOR
              || (stored && next.position != Journal.NOT_STORED);
      answer(next, isStored);
    }
    if (holdsBack && (size == 0 || (size <= MAX_WAITING / 2 && !journal.isBehind()))) {
      holdsBack = false;
      connection.letGo();
    }
  }

  private static boolean isSettled(long position, long upTo) {
    return position <= upTo || position == Journal.NOT_STORED;
  }

  private void answer(Pending settled, boolean stored) {
    if (!connection.isConnected()) {
      return;
    }
    try {
      if (stored) {
        connection.send(settled.answer);
      } else {
        settled.refuser.notStored(settled.answer);
      }
    } catch (RuntimeException | Error failure) {
      connection.broken(failure); // the journal is no channel that would end it
    }
  }

  /** How many messages of QoS 1 have no answer yet. */
  int pubAcks() {
    return pubAcks;
  }
}
