package hearth.broker.connection;

import hearth.broker.account.Account;
import hearth.broker.account.Kind;
import hearth.io.net.FirstByte;
import hearth.protocol.codec.PacketDecoder;
import hearth.protocol.codec.ServerPacketDecoder;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.ReasonCode;
import java.nio.ByteBuffer;

/**
 * Cuts the bytes of one client into packets, in each turn of the loop as many as its share allows.
 */
final class PacketReader {
  /** What a client that is let in may ask for in a turn whose share others have used up. */
  private static final int LITTLE_WORK = 64;

  private final Connection connection;
  private final BrokerContext broker;
  private final PacketDecoder decoder;

  /** Bytes of a packet whose end has not come. */
  private int halfRead;

  PacketReader(Connection connection) {
    this.connection = connection;
    this.broker = connection.broker;
    this.decoder = new ServerPacketDecoder(broker.limits().packetSizes(), broker.topicNames());
  }

  /** Bytes have come, see {@link hearth.io.net.ChannelHandler#onBytes}. */
  int read(ByteBuffer bytes) {
    cameIn(bytes.remaining());
    String spoken =
        connection.isConnected() || !bytes.hasRemaining()
            ? null
            : FirstByte.insteadOf("MQTT", bytes.get(bytes.position()));
    int budgetEnds =
        Math.min(0, broker.loop().budgetLeft() - (connection.isConnected() ? LITTLE_WORK : 0));
    try {
      while (connection.isReading() && !givesWay(bytes, budgetEnds)) {
        ControlPacket packet = decoder.decode(bytes);
        if (packet == null) {
          return decoder.bytesNeeded();
        }
        broker.statistics().packetsReceived++;
        connection.handle(packet);
        connection.handled();
      }
    } catch (MqttProtocolException e) {
      String why = spoken == null ? e.getMessage() : spoken;
      connection.refuse(e.reasonCode(), why + LimitNames.behind(e, broker.limits()));
    } finally {
      keeps(bytes.remaining());
    }
    if (connection.isClosed()) {
      bytes.position(bytes.limit()); // [MQTT-3.14.4-3] nobody looks at the rest
    }
    return 0;
  }

  /** More of a large packet, so that what is held of it is known. */
  void more(int kept) {
    cameIn(kept);
    keeps(kept);
  }

  /** How long until so much of a large packet is wanted. */
  long untilWanted(int kept) {
    long wait = broker.largePackets().letIn(kept);
    connection.unreadFor(wait);
    return wait;
  }

  /** So much of what has come is kept until more comes. */
  private void keeps(int bytes) {
    if (bytes == 0 && halfRead == 0) {
      return; // nothing was kept before, either
    }
    halfRead = bytes;
    boolean isConnected = connection.isConnected();
    Account account = connection.account;
    account.set(Kind.HALF_PACKET, isConnected ? bytes : 0);
    account.set(Kind.FIRST_PACKET, isConnected || connection.isClosed() ? 0 : bytes);
    if (!isConnected && bytes > 0 && !connection.isClosed()) {
      String why = account.whyNot(Kind.FIRST_PACKET, 0);
      if (why != null) {
        connection.refuse(ReasonCode.SERVER_BUSY, why);
      }
    }
  }

  /** All there is now, what was there before included. */
  private void cameIn(int bytes) {
    connection.heard();
    broker.statistics().bytesReceived += bytes - halfRead;
    broker.buffers().moved(bytes - halfRead);
  }

  /** Whether it goes on in a later turn of the loop, after everybody who has sent less. */
  private boolean givesWay(ByteBuffer rest, int budgetEnds) {
    if (broker.loop().budgetLeft() > budgetEnds || !rest.hasRemaining()) {
      return false;
    }
    connection.channel.yieldTurn();
    return true;
  }
}
