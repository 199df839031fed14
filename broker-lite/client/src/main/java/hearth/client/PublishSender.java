package hearth.client;

import hearth.io.loop.EventLoop;
import hearth.protocol.codec.EncodedPublish;
import hearth.protocol.delivery.DeliveryState;
import hearth.protocol.delivery.OutboundDelivery;
import hearth.protocol.delivery.PacketIdentifiers;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import java.util.concurrent.TimeUnit;

/**
 * Makes messages into PUBLISH packets of one connection, within what its server takes: QoS, RETAIN,
 * packet size, Topic Aliases. On the loop's thread.
 */
final class PublishSender {
  private final EventLoop loop;
  private final Connection connection;
  private final Connected limits;
  private final OutboundDelivery<Outgoing> delivery;
  private final PacketIdentifiers packetIdentifiers;
  private final PublishAliases aliases;

  PublishSender(
      EventLoop loop,
      Connection connection,
      Connected limits,
      OutboundDelivery<Outgoing> delivery,
      PacketIdentifiers packetIdentifiers) {
    this.loop = loop;
    this.connection = connection;
    this.limits = limits;
    this.delivery = delivery;
    this.packetIdentifiers = packetIdentifiers;
    this.aliases = new PublishAliases(limits.topicAliasMaximum()); // [MQTT-3.3.2-7]
  }

  /**
   * Sends a message for the first time, and enters one of QoS 1 or 2 into the delivery.
   *
   * @throws MqttException where it cannot be sent: the server does not take it, it has expired, or
   *     a property is not a PUBLISH's
   */
  void send(Outgoing outgoing) throws MqttException {
    Message message = outgoing.message;
    requireTaken(message);
    Publish publish = aliases.shorten(withTimeLeft(outgoing, publish(outgoing, false, 0)));
    EncodedPublish encoded;
    try {
      encoded = connection.encode(publish);
    } catch (IllegalArgumentException e) {
      aliases.forget(); // the server has not heard of one just given
      throw new MqttException(
          "the message to '" + message.topic() + "' is not valid: " + e.getMessage(), e);
    }
    if (encoded == null) {
      aliases.forget();
      throw tooLarge(message);
    }
    // With an identifier that is free [MQTT-4.3.2-1] [MQTT-4.3.3-1], and without DUP
    // [MQTT-4.3.2-2] [MQTT-4.3.3-2] [MQTT-3.3.1-2].
    int packetIdentifier =
        message.qos() == QoS.AT_MOST_ONCE ? 0 : delivery.add(outgoing, message.qos());
    if (message.qos() == QoS.EXACTLY_ONCE && packetIdentifiers.settleInherited(packetIdentifier)) {
      // Else the server would take it for a message of an earlier run, and pass it on no more. Its
      // PUBCOMP comes while PUBREC is awaited, and changes nothing.
      connection.send(new PubRel(packetIdentifier));
    }
    connection.send(publish, encoded, packetIdentifier); // [MQTT-4.3.1-1]
  }

  /**
   * Sends again what an earlier connection was not answered for.
   *
   * @return false where this server takes only smaller packets
   */
  boolean sendAgain(int packetIdentifier, DeliveryState state, Outgoing outgoing) {
    if (state == DeliveryState.AWAITING_PUBCOMP) {
      connection.send(new PubRel(packetIdentifier)); // [MQTT-4.3.3-6]
      return true;
    }
    // [MQTT-3.3.1-1] [MQTT-3.3.1-3]; what was sent before does not expire [MQTT-4.3.3-7]
    Publish publish = publish(outgoing, true, packetIdentifier);
    EncodedPublish encoded = connection.encode(publish);
    if (encoded == null) {
      return false;
    }
    connection.send(publish, encoded, packetIdentifier);
    return true;
  }

  /**
   * As the version of the connection has it: where it had to be an older one, without properties.
   */
  private Publish publish(Outgoing outgoing, boolean dup, int packetIdentifier) {
    Publish publish = outgoing.publish(dup, packetIdentifier);
    return connection.isOlder()
        ? PublishAliases.with(publish, publish.topic(), Properties.NONE)
        : publish;
  }

  /** What the server has said in advance that it does not take. */
  private void requireTaken(Message message) throws MqttException {
    if (message.qos().compareTo(limits.maximumQos()) > 0) {
      // [MQTT-3.2.2-11]
      throw refusal(
          "the server takes no QoS " + message.qos().level(), ReasonCode.QOS_NOT_SUPPORTED);
    }
    if (message.retain() && !limits.retainAvailable()) {
      // [MQTT-3.2.2-14]
      throw refusal("the server takes no message with RETAIN", ReasonCode.RETAIN_NOT_SUPPORTED);
    }
  }

  static MqttException tooLarge(Message message) {
    return refusal(
        "the message to '" + message.topic() + "' cannot be sent to this server",
        ReasonCode.PACKET_TOO_LARGE);
  }

  private static MqttException refusal(String what, ReasonCode code) {
    return ReasonTexts.of(what, code, Properties.NONE);
  }

  /** What is left of the Message Expiry Interval after the time in the queue. */
  private Publish withTimeLeft(Outgoing outgoing, Publish publish) throws MqttException {
    long interval = publish.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, -1);
    if (interval < 0) {
      return publish;
    }
    long waited = loop.clock().nanoTime() - outgoing.queuedAt;
    long left = interval - TimeUnit.NANOSECONDS.toSeconds(waited);
    if (left <= 0) {
      throw new MqttException(
          "the message to '" + publish.topic() + "' expired before it could be sent");
    }
    return PublishAliases.with(
        publish,
        publish.topic(),
        publish.properties().with(Property.MESSAGE_EXPIRY_INTERVAL, left));
  }
}
