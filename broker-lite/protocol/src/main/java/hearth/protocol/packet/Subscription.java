package hearth.protocol.packet;

import hearth.protocol.topic.TopicFilter;
import java.util.Objects;

/**
 * A Topic Filter with its Subscription Options (3.8.3.1). What 3.1.1 lacks has the values under
 * which 5.0 behaves like 3.1.1.
 *
 * @param qos the Maximum QoS
 */
public record Subscription(
    TopicFilter filter,
    QoS qos,
    boolean noLocal,
    boolean retainAsPublished,
    RetainHandling retainHandling) {
  /** Bits of {@link #options}. */
  public static final int NO_LOCAL = 0x04;

  public static final int RETAIN_AS_PUBLISHED = 0x08;
  public static final int RETAIN_HANDLING_SHIFT = 4;

  /** When retained messages are sent for a subscription; the ordinal is the value on the wire. */
  public enum RetainHandling {
    SEND,
    SEND_IF_NEW,
    DO_NOT_SEND
  }

  public Subscription {
    Objects.requireNonNull(filter);
    Objects.requireNonNull(qos);
    Objects.requireNonNull(retainHandling);
  }

  public Subscription(TopicFilter filter, QoS qos) {
    this(filter, qos, false, false, RetainHandling.SEND);
  }

  /**
   * The subscription as a bridge means it that speaks a version without these options: nothing of
   * its own comes back to it, and what is retained stays so. A Shared Subscription cannot have No
   * Local [MQTT-3.8.3-4].
   */
  public Subscription ofBridge() {
    return new Subscription(filter, qos, !filter.isShared(), true, retainHandling);
  }

  /** The byte of the Subscription Options, as on the wire of 5.0. */
  public int options() {
    return qos.level()
        | (noLocal ? NO_LOCAL : 0)
        | (retainAsPublished ? RETAIN_AS_PUBLISHED : 0)
        | retainHandling.ordinal() << RETAIN_HANDLING_SHIFT;
  }
}
