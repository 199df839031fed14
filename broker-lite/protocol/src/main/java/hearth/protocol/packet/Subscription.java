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
}
