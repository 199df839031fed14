package hearth.client;

import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;

/**
 * A message that has come from the server, and its acknowledgement. Where the subscription
 * acknowledges automatically, that happens when its handler returns; where it does so manually,
 * when {@link #acknowledge} is called, on any thread.
 */
public final class ReceivedMessage {
  private final Publish publish;
  private final TopicName topic;
  private final Receiver receiver;

  /** Handlers that still have to deal with it; on the loop's thread. */
  int unsettled;

  /** The connection on which it came last, counted; on the loop's thread. */
  int connection;

  /** What the acknowledgement will say. */
  ReasonCode reasonCode = ReasonCode.SUCCESS;

  /** A message that no server sent, for tests of handlers: acknowledging it does nothing. */
  public ReceivedMessage(Publish publish) {
    this(publish, publish.topic(), null);
  }

  ReceivedMessage(Publish publish, TopicName topic, Receiver receiver) {
    this.publish = publish;
    this.topic = topic;
    this.receiver = receiver;
  }

  /** The Topic Name, also where the server sent a Topic Alias. */
  public TopicName topic() {
    return topic;
  }

  /** The payload, shared and not to be changed. */
  public byte[] payload() {
    return publish.payload();
  }

  /** The payload read as UTF-8. */
  public String text() {
    return new String(publish.payload(), StandardCharsets.UTF_8);
  }

  /** The QoS at which it came: the lower of publisher's and subscription's. */
  public QoS qos() {
    return publish.qos();
  }

  /** Whether it was kept by the server, or was published so where that is asked for. */
  public boolean retain() {
    return publish.retain();
  }

  /** Whether the server may have sent it before. At QoS 2 the handler still sees it only once. */
  public boolean duplicate() {
    return publish.dup();
  }

  /** Of 5.0; empty before. */
  public Properties properties() {
    return publish.properties();
  }

  /** 1 to 65535, or 0 at QoS 0. */
  public int packetIdentifier() {
    return publish.packetIdentifier();
  }

  /** The same as a message that can be published. */
  public Message toMessage() {
    return new Message(
        topic,
        payload(),
        qos(),
        retain(),
        properties().without(Property.TOPIC_ALIAS).without(Property.SUBSCRIPTION_IDENTIFIER));
  }

  /**
   * Says that the message is dealt with. For handlers that acknowledge manually, once each; from
   * any thread. On a connection that is gone this does nothing: the server sends the message again.
   */
  public void acknowledge() {
    acknowledge(ReasonCode.SUCCESS);
  }

  /**
   * Says how the message was dealt with; a Reason Code from 0x80 tells the server of 5.0 that it
   * was refused.
   */
  public void acknowledge(ReasonCode reason) {
    if (receiver != null) {
      receiver.settle(this, reason);
    }
  }

  @Override
  public String toString() {
    return "ReceivedMessage[" + topic + ", " + publish + "]";
  }
}
