package hearth.broker.connection;

import hearth.broker.account.Account;
import hearth.broker.account.Kind;
import hearth.broker.message.Message;
import hearth.protocol.codec.EncodedPublish;
import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;

/**
 * Makes packets and messages into the bytes that one client reads, and knows what of them it has
 * not taken yet.
 */
final class PacketWriter {
  private final Connection connection;
  private final BrokerContext broker;
  private final Account account;

  /** As its CONNECT asked for. */
  private ClientEncoder form = ClientEncoder.UNKNOWN;

  /** Of messages that it has queued and others may have, too; in the account already. */
  private long sharedOutput;

  PacketWriter(Connection connection) {
    this.connection = connection;
    this.broker = connection.broker;
    this.account = connection.account;
  }

  /** Its client has said what it reads. */
  void writeFor(Connect connect) {
    form = ClientEncoder.of(connect, account);
  }

  MqttVersion version() {
    return form.version();
  }

  Properties reasonString(String why) {
    return form.reasonString(why);
  }

  /** Sends a packet that is no message, or gives its client up where it may not be so large. */
  void send(ControlPacket packet) {
    int identifier = form.plainIdentifier(packet);
    if (identifier != 0) {
      sending(PlainAcknowledgement.SIZE);
      byte[] bytes = PlainAcknowledgement.bytes(packet.type());
      connection.channel.write(bytes, PlainAcknowledgement.IDENTIFIER_OFFSET, identifier);
      return;
    }
    byte[] bytes = form.encode(packet);
    if (bytes == null) {
      tooLarge(packet);
      return;
    }
    sending(bytes.length);
    connection.channel.write(bytes);
  }

  private void sending(int bytes) {
    connection.pressure().answered();
    broker.loop().charge(1);
    broker.statistics().packetsSent++;
    broker.statistics().bytesSent += bytes;
  }

  /** A client that cannot be given its answer is given up. */
  private void tooLarge(ControlPacket packet) {
    boolean isFarewell =
        packet instanceof Disconnect
            || (packet instanceof ConnAck answer && answer.reasonCode().isError());
    if (!isFarewell) {
      connection.refuse(
          ReasonCode.PACKET_TOO_LARGE,
          packet.type() + " would exceed its Maximum Packet Size of " + form.maximumPacketSize());
    }
  }

  /** See {@link Connection#publish}. */
  boolean publish(
      Message message,
      QoS qos,
      boolean retain,
      boolean dup,
      int packetIdentifier,
      SubscriptionIdentifiers subscriptionIdentifiers) {
    if (qos == QoS.AT_MOST_ONCE
        && (broker.overload().isShedding()
            || !connection.pressure().hasRoomForQoS0(message, retain))) {
      return false;
    }
    long now = message.expiresAt() == Message.NEVER ? 0 : broker.loop().clock().nanoTime();
    EncodedPublish encoded = form.of(message, qos, retain, dup, subscriptionIdentifiers, now);
    if (encoded == null) {
      return false; // [MQTT-3.1.2-24] [MQTT-3.1.2-25]
    }
    if (dup || subscriptionIdentifiers != null || form.hasAliases()) {
      broker.loop().charge(1); // a form of its own was made
    }
    if (qos == QoS.AT_MOST_ONCE) {
      connection.channel.write(encoded.bytes());
    } else {
      connection.channel.write(encoded.bytes(), encoded.packetIdentifierOffset(), packetIdentifier);
    }
    if (encoded.tail().length > 0) {
      enteredOutput(message); // before, since it may have gone when the call returns
      if (!connection.channel.writeShared(message, encoded.tail())) {
        letGo(message);
      }
    }
    broker.statistics().published(encoded.size());
    return true;
  }

  /**
   * The bytes of a message that its receivers share are queued. They count in full against the
   * limits of this connection, and once against those of the broker.
   */
  private void enteredOutput(Message message) {
    sharedOutput += message.memory();
    account.hold(Kind.OUTPUT, 0, message);
  }

  /** The bytes have gone, or never will. */
  void letGo(Message message) {
    sharedOutput -= message.memory();
    account.letGo(Kind.OUTPUT, 0, message);
  }

  /** Measures what its client has not taken. */
  void measure() {
    account.set(Kind.OUTPUT, connection.channel.ownBytes() + sharedOutput);
  }
}
