package hearth.protocol.codec;

import hearth.protocol.packet.Property;

/**
 * The Subscription Identifiers of a PUBLISH (3.3.2.3.8), encoded once for all messages that go the
 * same way. Immutable.
 */
public final class SubscriptionIdentifiers {
  private final int[] values;
  private final byte[] encoded;

  private SubscriptionIdentifiers(int[] values) {
    this.values = values;
    this.encoded = encode(values);
  }

  /**
   * Those of some subscriptions, in their order; null where there are none.
   *
   * @param values 1 to 268,435,455 each; not to be changed
   */
  public static SubscriptionIdentifiers of(int... values) {
    return values == null || values.length == 0 ? null : new SubscriptionIdentifiers(values);
  }

  private static byte[] encode(int[] values) {
    int size = 0;
    for (int value : values) {
      size += 1 + VariableByteInteger.size(value);
    }
    byte[] out = new byte[size];
    int at = 0;
    for (int value : values) {
      out[at++] = (byte) Property.SUBSCRIPTION_IDENTIFIER.identifier();
      at = VariableByteInteger.put(out, at, value);
    }
    return out;
  }

  /** Each, not to be changed. */
  public int[] values() {
    return values;
  }

  /** What limits count, in bytes. */
  public int memory() {
    return encoded.length + values.length * Integer.BYTES + 64;
  }

  /** The properties as they stand in a packet, not to be changed. */
  byte[] encoded() {
    return encoded;
  }
}
