package hearth.broker.bridge;

import hearth.io.loop.Clock;
import hearth.io.net.Channel;
import hearth.io.net.ChannelHandler;
import hearth.protocol.codec.ClientPacketDecoder;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One connection of a bridge as its packets, at home or at the remote. On the loop's thread. */
final class PacketStream implements ChannelHandler {
  /** Who has made it. */
  interface Listener {
    void onPacket(ControlPacket packet) throws MqttProtocolException;

    /**
     * The other side has ended it, or has sent what it may not. Not called after an end of ours.
     */
    void onBroken(String why);

    /** What was sent, which had piled up, has gone. */
    default void onWritable() {}
  }

  /** More than this waits for no other side: what is to go to it stays where it comes from. */
  private static final long MAX_PENDING = 128 << 10;

  private final Clock clock;
  private final Channel channel;
  private final MqttVersion version;
  private final ClientPacketDecoder decoder;
  private final Listener listener;
  private long lastReceived;
  private boolean ended;
  private boolean isPaused;

  PacketStream(
      Clock clock, Channel channel, MqttVersion version, int maximumPacketSize, Listener listener) {
    this.clock = clock;
    this.channel = channel;
    this.version = version;
    this.listener = listener;
    this.decoder = new ClientPacketDecoder(maximumPacketSize);
    decoder.version(version);
    lastReceived = clock.nanoTime();
    channel.open(this);
  }

  @Override
  public int onBytes(ByteBuffer bytes) {
    lastReceived = clock.nanoTime();
    try {
      ControlPacket packet;
      while (!ended && !isPaused && (packet = decoder.decode(bytes)) != null) {
        listener.onPacket(packet);
      }
    } catch (MqttProtocolException e) {
      broken(e.getMessage());
    }
    if (ended) {
      bytes.position(bytes.limit());
      return 0;
    }
    return isPaused ? 0 : decoder.bytesNeeded();
  }

  @Override
  public void onWritable() {
    if (!ended) {
      listener.onWritable();
    }
  }

  /** What comes stays where it is; the other side is not silent meanwhile. */
  void pauseReading() {
    if (!ended && !isPaused) {
      isPaused = true;
      channel.pauseReading();
    }
  }

  void resumeReading() {
    if (!ended && isPaused) {
      isPaused = false;
      lastReceived = clock.nanoTime();
      channel.resumeReading();
    }
  }

  @Override
  public void onClosed(IOException cause) {
    broken(cause == null ? "it closed the connection" : cause.getMessage());
  }

  private void broken(String why) {
    if (!ended) {
      ended = true;
      channel.abort();
      listener.onBroken(why);
    }
  }

  MqttVersion version() {
    return version;
  }

  void send(ControlPacket packet) {
    send(encode(packet));
  }

  byte[] encode(ControlPacket packet) {
    return PacketEncoder.encode(packet, version);
  }

  void send(byte[] packet) {
    channel.write(packet);
  }

  /**
   * Whether so much waits for the other side that nothing is to be added; {@link
   * Listener#onWritable} follows.
   */
  boolean isFull() {
    if (channel.pendingBytes() > MAX_PENDING) {
      channel.flush();
    }
    return channel.pendingBytes() > MAX_PENDING;
  }

  /** Bytes that the other side has not taken. */
  long pendingBytes() {
    return channel.pendingBytes();
  }

  /** How long nothing has come, in nanoseconds. */
  long silence() {
    return isPaused && !isFull() ? 0 : clock.nanoTime() - lastReceived;
  }

  /** The address at the other end. */
  String peer() {
    return String.valueOf(channel.peer().host());
  }

  /** Says goodbye after what was sent. Nothing is heard from now on. */
  void end() {
    if (!ended) {
      ended = true;
      send(Disconnect.NORMAL);
      channel.close();
    }
  }

  /** Ends it at once. Nothing is heard from now on. */
  void abort() {
    ended = true;
    channel.abort();
  }
}
