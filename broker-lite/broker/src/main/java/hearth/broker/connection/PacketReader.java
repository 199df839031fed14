package hearth.broker.connection;

import hearth.broker.account.Account;
import hearth.broker.account.Budget;
import hearth.broker.account.Kind;
import hearth.broker.message.Message;
import hearth.io.net.Channel;
import hearth.io.net.ChannelHandler;
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
abstract class PacketReader implements ChannelHandler {
  /** What a client that is let in may ask for in a turn whose share others have used up. */
  private static final int LITTLE_WORK = 64;

  /** Of the objects that each connection has, about, in bytes. */
  private static final int MEMORY = 1500;

  final BrokerContext broker;
  final Channel channel;

  /** What is held for this connection: of a stranger, then of its user. */
  final Account account;

  private final PacketDecoder decoder;

  /** Of messages that it has queued and others may have, too; in the account already. */
  private long sharedOutput;

  /** Bytes of a packet whose end has not come. */
  private int halfRead;

  PacketReader(BrokerContext broker, Channel channel) {
    this.broker = broker;
    this.channel = channel;
    this.account = broker.owners().stranger(channel.peer().network());
    account.charge(Kind.CONNECTION, MEMORY);
    this.decoder = new ServerPacketDecoder(broker.limits().packetSizes(), broker.topicNames());
  }

  /** Something has come. */
  abstract void heard();

  /** The broker itself reads nothing for so long. */
  abstract void unreadFor(long nanos);

  /** Whether another packet is wanted now. */
  abstract boolean isReading();

  abstract boolean isConnected();

  abstract boolean isClosed();

  abstract void handle(ControlPacket packet) throws MqttProtocolException;

  /** A packet was handled, and may have been answered. */
  abstract void handled();

  /** The client has sent what it may not. */
  abstract void refuse(ReasonCode reasonCode, String why);

  @Override
  public final int onBytes(ByteBuffer bytes) {
    cameIn(bytes.remaining());
    String spoken =
        isConnected() || !bytes.hasRemaining()
            ? null
            : FirstByte.insteadOf("MQTT", bytes.get(bytes.position()));
    int budgetEnds = Math.min(0, broker.loop().budgetLeft() - (isConnected() ? LITTLE_WORK : 0));
    try {
      while (isReading() && !givesWay(bytes, budgetEnds)) {
        ControlPacket packet = decoder.decode(bytes);
        if (packet == null) {
          return decoder.bytesNeeded();
        }
        broker.statistics().packetsReceived++;
        handle(packet);
        handled();
      }
    } catch (MqttProtocolException e) {
      String why = spoken == null ? e.getMessage() : spoken;
      refuse(e.reasonCode(), why + LimitNames.behind(e, broker.limits()));
    } finally {
      keeps(bytes.remaining());
    }
    if (isClosed()) {
      bytes.position(bytes.limit()); // [MQTT-3.14.4-3] nobody looks at the rest
    }
    return 0;
  }

  /** More of a large packet, so that what is held of it is known. */
  @Override
  public final void onMore(int kept) {
    cameIn(kept);
    keeps(kept);
  }

  @Override
  public final long untilWanted(int kept) {
    long wait = broker.largePackets().letIn(kept);
    unreadFor(wait);
    return wait;
  }

  /** So much of what has come is kept until more comes. */
  private void keeps(int bytes) {
    if (bytes == 0 && halfRead == 0) {
      return; // nothing was kept before, either
    }
    halfRead = bytes;
    boolean isConnected = isConnected();
    account.set(Kind.HALF_PACKET, isConnected ? bytes : 0);
    account.set(Kind.FIRST_PACKET, isConnected || isClosed() ? 0 : bytes);
    if (!isConnected && bytes > 0 && !isClosed()) {
      String why = account.whyNot(Kind.FIRST_PACKET, 0);
      if (why != null) {
        refuse(ReasonCode.SERVER_BUSY, why);
      }
    }
  }

  /** All there is now, what was there before included. */
  private void cameIn(int bytes) {
    heard();
    broker.statistics().bytesReceived += bytes - halfRead;
    broker.buffers().moved(bytes - halfRead);
  }

  /** Whether it goes on in a later turn of the loop, after everybody who has sent less. */
  private boolean givesWay(ByteBuffer rest, int budgetEnds) {
    if (broker.loop().budgetLeft() > budgetEnds || !rest.hasRemaining()) {
      return false;
    }
    channel.yieldTurn();
    return true;
  }

  /**
   * The bytes of a message that its receivers share are queued. They count in full against the
   * limits of this connection, and once against those of the broker.
   */
  final void enteredOutput(Message message) {
    sharedOutput += message.memory();
    account.hold(Kind.OUTPUT, 0, message);
  }

  @Override
  public final void onLetGo(Object owner) {
    Message message = (Message) owner;
    sharedOutput -= message.memory();
    account.letGo(Kind.OUTPUT, 0, message);
  }

  /** Measures what its client has not taken; what it has not sent whole is gone with the end. */
  public final void measure() {
    if (isClosed()) {
      account.set(Kind.HALF_PACKET, 0);
      account.set(Kind.REQUEST, 0);
    }
    account.set(Kind.OUTPUT, channel.ownBytes() + sharedOutput);
  }

  /** Bytes held for this connection: half a packet from the client, and what it has not taken. */
  final long bufferedBytes() {
    return account.held(Budget.BUFFERS);
  }
}
