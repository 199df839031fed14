package hearth.protocol.delivery;

import java.util.function.IntConsumer;

/**
 * The receiver's side of QoS 2 (4.3.3): the Packet Identifiers of messages that were received and
 * passed on, and whose PUBREL has not come. While one is here, a PUBLISH with it is the same
 * message again and is answered, but not passed on [MQTT-4.3.3-10]. One thread's.
 *
 * <pre>
 *   not here --PUBLISH--> here --PUBREL--> not here
 *                         here --PUBLISH--> here (a duplicate)
 * </pre>
 */
public final class InboundDelivery {
  private final IdentifierSet received = new IdentifierSet();

  /**
   * A PUBLISH of QoS 2 has come.
   *
   * @param packetIdentifier 1 to 65535
   * @return whether its message is new; a false one is only to be answered with PUBREC
   */
  public boolean add(int packetIdentifier) {
    return received.add(packetIdentifier);
  }

  /**
   * A PUBREL has come.
   *
   * @return whether the identifier was here; in 5.0 the PUBCOMP tells if it was not
   */
  public boolean release(int packetIdentifier) {
    return received.remove(packetIdentifier);
  }

  public boolean contains(int packetIdentifier) {
    return received.contains(packetIdentifier);
  }

  /** How many messages hold a place of the Receive Maximum that this side announced. */
  public int size() {
    return received.size();
  }

  /** Bytes that they take. */
  public int memory() {
    return received.memory();
  }

  /** How many bytes more they take with another one. */
  public int growth() {
    return received.growth();
  }

  /** Every identifier, in no order. */
  public void forEach(IntConsumer action) {
    received.forEach(action);
  }

  /** Forgets all, as the end of a session does. */
  public void clear() {
    received.clear();
  }
}
