package hearth.protocol.delivery;

import hearth.protocol.delivery.DeliveryState.Answer;
import hearth.protocol.packet.QoS;
import java.util.function.BooleanSupplier;

/**
 * The messages of QoS 1 and 2 that this side has sent and that are not acknowledged yet, in the
 * order they were sent, bounded by the Receive Maximum of the other side (4.3, 4.9). Outlives
 * connections, as the session does: on the next one they are sent again. One thread's.
 *
 * @param <M> what a message is to the owner; never null
 */
public final class OutboundDelivery<M> {
  private static final int FIRST_CAPACITY = 8;

  /**
   * As much of the table stays when all are answered: half a kilobyte, and not to be grown anew.
   */
  private static final int KEPT_CAPACITY = 128;

  private static final int IDENTIFIERS = 0xFFFF;

  /** One message. Linked twice: in the order of sending, and with those of its table place. */
  private static final class Delivery<M> {
    final int packetIdentifier;
    final M message;
    DeliveryState state;

    /** Whether its PUBLISH counts against the Receive Maximum of this connection. */
    boolean isCounted = true;

    Delivery<M> earlier;
    Delivery<M> later;
    Delivery<M> nextInPlace;

    Delivery(int packetIdentifier, DeliveryState state, M message) {
      this.packetIdentifier = packetIdentifier;
      this.state = state;
      this.message = message;
    }
  }

  /** Takes one message that is not acknowledged. */
  @FunctionalInterface
  public interface Action<M> {
    void accept(int packetIdentifier, DeliveryState state, M message);
  }

  /** Those of all that this side sends; null where the messages here are all there is. */
  private final PacketIdentifiers identifiers;

  /** The one that was given last, where the table alone says which are in use. */
  private int lastIdentifier;

  private int receiveMaximum;
  private Delivery<M>[] table;
  private Delivery<M> first;
  private Delivery<M> last;
  private Delivery<M> nextToRepeat;
  private int size;
  private int counted;

  /** Of a side that sends nothing else with a Packet Identifier. */
  public OutboundDelivery(int receiveMaximum) {
    this(receiveMaximum, null);
  }

  /**
   * An empty one.
   *
   * @param receiveMaximum 1 to 65535: how many messages the other side takes before it has
   *     acknowledged one
   * @param identifiers shared with what else this side sends with a Packet Identifier: a client's
   *     SUBSCRIBE and UNSUBSCRIBE
   */
  public OutboundDelivery(int receiveMaximum, PacketIdentifiers identifiers) {
    this.identifiers = identifiers;
    receiveMaximum(receiveMaximum);
  }

  /** Sets the Receive Maximum that the other side announced, 1 to 65535. */
  public void receiveMaximum(int receiveMaximum) {
    if (receiveMaximum < 1 || receiveMaximum > 0xFFFF) {
      throw new IllegalArgumentException("Receive Maximum is 1 to 65535, not " + receiveMaximum);
    }
    this.receiveMaximum = receiveMaximum;
  }

  /**
   * Whether a new message may be sent: the other side takes one more [MQTT-3.3.4-7] [MQTT-3.3.4-9],
   * none is left to be repeated before it, and a Packet Identifier is free.
   */
  public boolean hasRoom() {
    return counted < receiveMaximum
        && nextToRepeat == null
        && (identifiers == null ? size < IDENTIFIERS : identifiers.isAnyFree());
  }

  /**
   * Enters a message that is about to be sent for the first time.
   *
   * @param qos 1 or 2
   * @return its Packet Identifier
   * @throws IllegalStateException where there is no room
   */
  public int add(M message, QoS qos) {
    DeliveryState state = DeliveryState.first(qos);
    if (!hasRoom()) {
      throw new IllegalStateException(
          "the other side takes no more than " + receiveMaximum + " unacknowledged messages");
    }
    int packetIdentifier = identifiers == null ? nextIdentifier() : identifiers.allocate();
    append(new Delivery<>(packetIdentifier, state, message));
    return packetIdentifier;
  }

  /** As {@link PacketIdentifiers#allocate}, which would keep the same identifiers once more. */
  private int nextIdentifier() {
    do {
      lastIdentifier = lastIdentifier % IDENTIFIERS + 1;
    } while (find(lastIdentifier) != null);
    return lastIdentifier;
  }

  /**
   * Enters a message of a session that is restored, with the Packet Identifier it was sent with;
   * called in the order in which they were sent, before {@link #reconnected}.
   *
   * @param state any but {@link DeliveryState#DONE}
   * @throws IllegalArgumentException where the identifier is in use
   */
  public void restore(int packetIdentifier, DeliveryState state, M message) {
    IdentifierSet.requireIdentifier(packetIdentifier);
    lastIdentifier = packetIdentifier;
    if (find(packetIdentifier) != null
        || (identifiers != null && !identifiers.take(packetIdentifier))) {
      throw new IllegalArgumentException("Packet Identifier " + packetIdentifier + " is in use");
    }
    append(new Delivery<>(packetIdentifier, state, message));
  }

  /**
   * A new connection has begun: {@link #repeat} sends all of these again before there is room for
   * anything new.
   *
   * @param receiveMaximum of the new connection, 1 to 65535
   */
  public void reconnected(int receiveMaximum) {
    receiveMaximum(receiveMaximum);
    for (Delivery<M> each = first; each != null; each = each.later) {
      each.isCounted = false;
    }
    counted = 0;
    nextToRepeat = first;
  }

  /**
   * Hands over what is to be sent again on this connection, in the original order and as far as the
   * Receive Maximum allows [MQTT-4.4.0-1] [MQTT-4.6.0-1]: a PUBLISH with DUP, or for {@link
   * DeliveryState#AWAITING_PUBCOMP} a PUBREL. Called after {@link #reconnected}, and after each
   * acknowledgement, where it costs nothing once all is sent.
   */
  public void repeat(Action<? super M> action) {
    repeat(() -> true, action);
  }

  /**
   * As {@link #repeat(Action)}, and goes no further while the other side reads too slowly.
   *
   * @param hasRoom asked before each
   */
  public void repeat(BooleanSupplier hasRoom, Action<? super M> action) {
    while (nextToRepeat != null && hasRoom.getAsBoolean()) {
      Delivery<M> next = nextToRepeat;
      if (next.state != DeliveryState.AWAITING_PUBCOMP) {
        if (counted >= receiveMaximum) {
          return;
        }
        next.isCounted = true;
        counted++;
      }
      nextToRepeat = next.later;
      action.accept(next.packetIdentifier, next.state, next.message);
    }
  }

  /**
   * A PUBACK has come.
   *
   * @return the message, which is done; null where none waits for a PUBACK by this identifier
   */
  public M acknowledged(int packetIdentifier) {
    return answered(packetIdentifier, Answer.PUBACK);
  }

  /**
   * A PUBREC without error has come: a PUBREL answers it, and the PUBLISH is not sent again
   * [MQTT-4.3.3-4] [MQTT-4.3.3-6].
   *
   * @return the message, which waits for its PUBCOMP; null where none waits for a PUBREC
   */
  public M received(int packetIdentifier) {
    return answered(packetIdentifier, Answer.PUBREC);
  }

  /**
   * A PUBREC with an error has come: no PUBREL answers it.
   *
   * @return the message, which is done; null where none waits for a PUBREC
   */
  public M refused(int packetIdentifier) {
    return answered(packetIdentifier, Answer.PUBREC_WITH_ERROR);
  }

  /**
   * A PUBCOMP has come.
   *
   * @return the message, which is done; null where none waits for a PUBCOMP
   */
  public M completed(int packetIdentifier) {
    return answered(packetIdentifier, Answer.PUBCOMP);
  }

  /** What the message of an identifier waits for, or null where there is none. */
  public DeliveryState state(int packetIdentifier) {
    Delivery<M> delivery = find(packetIdentifier);
    return delivery == null ? null : delivery.state;
  }

  /** Every message in the order of sending; the action changes nothing here. */
  public void forEach(Action<? super M> action) {
    for (Delivery<M> each = first; each != null; each = each.later) {
      action.accept(each.packetIdentifier, each.state, each.message);
    }
  }

  /** How many messages are not acknowledged. */
  public int size() {
    return size;
  }

  private M answered(int packetIdentifier, Answer answer) {
    Delivery<M> delivery = find(packetIdentifier);
    DeliveryState next = delivery == null ? null : delivery.state.after(answer);
    if (next == null) {
      return null;
    }
    delivery.state = next;
    if (next == DeliveryState.DONE) {
      remove(delivery);
    }
    return delivery.message;
  }

  private Delivery<M> find(int packetIdentifier) {
    if (size == 0) {
      return null;
    }
    if (first.packetIdentifier == packetIdentifier) {
      return first; // answers come in order: most find it without the table
    }
    Delivery<M> delivery = table[packetIdentifier & table.length - 1];
    while (delivery != null && delivery.packetIdentifier != packetIdentifier) {
      delivery = delivery.nextInPlace;
    }
    return delivery;
  }

  private void append(Delivery<M> delivery) {
    if (table == null || size == table.length) {
      grow();
    }
    delivery.earlier = last;
    if (last == null) {
      first = delivery;
    } else {
      last.later = delivery;
    }
    last = delivery;
    place(delivery);
    size++;
    counted++;
  }

  private void place(Delivery<M> delivery) {
    int place = delivery.packetIdentifier & table.length - 1;
    delivery.nextInPlace = table[place];
    table[place] = delivery;
  }

  private void remove(Delivery<M> delivery) {
    unplace(delivery);
    if (delivery.earlier == null) {
      first = delivery.later;
    } else {
      delivery.earlier.later = delivery.later;
    }
    if (delivery.later == null) {
      last = delivery.earlier;
    } else {
      delivery.later.earlier = delivery.earlier;
    }
    if (nextToRepeat == delivery) {
      nextToRepeat = delivery.later;
    }
    // Else one that the collector took for old would hold all that came after it.
    delivery.earlier = null;
    delivery.later = null;
    delivery.nextInPlace = null;
    counted -= delivery.isCounted ? 1 : 0;
    if (--size == 0 && table.length > KEPT_CAPACITY) {
      table = null; // what a burst made large shrinks again
    }
    if (identifiers != null) {
      identifiers.release(delivery.packetIdentifier);
    }
  }

  private void unplace(Delivery<M> delivery) {
    int place = delivery.packetIdentifier & table.length - 1;
    if (table[place] == delivery) {
      table[place] = delivery.nextInPlace;
      return;
    }
    Delivery<M> before = table[place];
    while (before.nextInPlace != delivery) {
      before = before.nextInPlace;
    }
    before.nextInPlace = delivery.nextInPlace;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type has no other way
  private void grow() {
    table = new Delivery[table == null ? FIRST_CAPACITY : table.length * 2];
    for (Delivery<M> each = first; each != null; each = each.later) {
      place(each);
    }
  }
}
