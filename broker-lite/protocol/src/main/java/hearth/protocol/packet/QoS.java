package hearth.protocol.packet;

/** Quality of Service; the ordinal is the value on the wire. */
public enum QoS {
  AT_MOST_ONCE,
  AT_LEAST_ONCE,
  EXACTLY_ONCE;

  private static final QoS[] VALUES = values();

  /**
   * The level of a number on the wire.
   *
   * @throws IllegalArgumentException for anything but 0, 1 and 2
   */
  public static QoS of(int level) {
    if (level < 0 || level > 2) {
      throw new IllegalArgumentException("QoS is 0, 1 or 2, not " + level);
    }
    return VALUES[level];
  }

  public int level() {
    return ordinal();
  }

  /** The lower of the two: what a subscriber with a granted QoS gets of a message. */
  public QoS atMost(QoS granted) {
    return ordinal() <= granted.ordinal() ? this : granted;
  }
}
