package hearth.protocol.delivery;

/**
 * The Packet Identifiers that one end has given to packets of its own and that are not free again
 * (2.2.1). Each is given as late as possible after it became free. One thread's.
 */
public final class PacketIdentifiers {
  private static final int COUNT = 0xFFFF;

  private final IdentifierSet used = new IdentifierSet();
  private int last;

  /**
   * A free one, 1 to 65535 [MQTT-2.2.1-3] [MQTT-2.2.1-4].
   *
   * @throws IllegalStateException where none is free; a Receive Maximum below 65,535 prevents it
   */
  public int allocate() {
    if (!isAnyFree()) {
      throw new IllegalStateException("all 65,535 Packet Identifiers are in use");
    }
    do {
      last = last % COUNT + 1;
    } while (!used.add(last));
    return last;
  }

  public boolean isAnyFree() {
    return used.size() < COUNT;
  }

  /**
   * Takes this one, as a session that is restored did before.
   *
   * @return false where it is in use
   */
  public boolean take(int packetIdentifier) {
    boolean taken = used.add(packetIdentifier);
    if (taken) {
      last = packetIdentifier;
    }
    return taken;
  }

  /** Makes it free again; nothing where it is. */
  public void release(int packetIdentifier) {
    used.remove(packetIdentifier);
  }

  public boolean isUsed(int packetIdentifier) {
    return used.contains(packetIdentifier);
  }

  /** How many are in use. */
  public int size() {
    return used.size();
  }
}
