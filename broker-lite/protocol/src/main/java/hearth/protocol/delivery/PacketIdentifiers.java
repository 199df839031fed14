package hearth.protocol.delivery;

import java.util.BitSet;

/**
 * The Packet Identifiers that one end has given to packets of its own and that are not free again
 * (2.2.1). Each is given as late as possible after it became free. One thread's.
 */
public final class PacketIdentifiers {
  private static final int COUNT = 0xFFFF;

  private final IdentifierSet used = new IdentifierSet();
  private int last;

  /** Those that an earlier run may have left open, or null. */
  private BitSet inherited;

  /**
   * The session is that of an earlier run, of which nobody knows which identifiers it has left open
   * at the other end: it may be all.
   */
  public void inherit() {
    inherited = new BitSet();
    inherited.set(1, COUNT + 1);
  }

  /** The other end knows of none any more. */
  public void disinherit() {
    inherited = null;
  }

  /** Whether this one may be open at the other end from an earlier run; each is told once. */
  public boolean settleInherited(int packetIdentifier) {
    boolean open = inherited != null && inherited.get(packetIdentifier);
    if (open) {
      inherited.clear(packetIdentifier);
    }
    return open;
  }

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
