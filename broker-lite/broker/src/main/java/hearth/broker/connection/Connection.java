package hearth.broker.connection;

import hearth.broker.message.Message;
import hearth.broker.session.Link;
import hearth.broker.session.Session;
import hearth.io.loop.Timer;
import hearth.io.net.Channel;
import hearth.io.net.ChannelHandler;
import hearth.io.net.Peer;
import hearth.protocol.codec.EncodedPublish;
import hearth.protocol.codec.PacketDecoder;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.codec.Role;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * One Network Connection: turns bytes into packets for its {@link ClientPackets}, and messages into
 * packets for its client. Its state is drawn in {@link ConnectionState}.
 */
public final class Connection implements ChannelHandler, Link {
  /** The Maximum Packet Size of a client that has none. */
  static final int UNLIMITED = Integer.MAX_VALUE;

  /** The work of a Topic Filter, a CONNECT, a step of AUTH, a refusal: of many messages. */
  static final int DEAR = 256;

  /** What a client that is let in may ask for in a turn whose share others have used up. */
  private static final int LITTLE_WORK = 64;

  private final BrokerContext broker;
  private final Channel channel;
  private final Peer peer;
  private final PacketDecoder decoder;
  private final Authenticator authenticator;
  private final BackPressure pressure;
  private final KeepAlive keepAlive;
  private final Consumer<Connection> closed;

  private ConnectionState state = ConnectionState.AWAITING_CONNECT;

  /** Null once the client is connected, as is the timer: thousands may stay connected for days. */
  private ConnectExchange connecting;

  private Timer connectTimeout;

  // From CONNECT on.
  private MqttVersion version = MqttVersion.V3_1_1;
  private boolean wantsReasons = true;
  private Will will;

  /** Null again once the client is connected. */
  private Connect connect;

  private ClientPackets packets;
  private Session session;
  private int clientMaximumPacketSize = UNLIMITED;
  private PublishForm publishForm;

  /** Bytes of a packet whose end has not come. */
  private int halfRead;

  private int place;

  /**
   * @param authenticator who decides about clients of the listener it came in by
   * @param closed told when the connection is gone
   */
  public Connection(
      BrokerContext broker,
      Channel channel,
      Authenticator authenticator,
      Consumer<Connection> closed) {
    this.broker = broker;
    this.channel = channel;
    this.peer = channel.peer();
    this.closed = closed;
    this.authenticator = authenticator;
    this.decoder =
        new PacketDecoder(Role.SERVER, broker.limits().packetSizes(), broker.topicNames());
    this.connecting = new ConnectExchange(this, broker, authenticator);
    this.pressure = new BackPressure(broker, channel, this);
    this.keepAlive = new KeepAlive(broker.loop(), this, pressure);
  }

  /** Starts reading. */
  public void open() {
    connectTimeout =
        broker.loop().schedule(broker.limits().connectTimeoutNanos(), this::connectTimedOut);
    channel.open(this);
  }

  // ---- bytes from the client

  @Override
  public int onBytes(ByteBuffer bytes) {
    cameIn(bytes.remaining());
    int shareEnds = Math.min(0, broker.loop().shareLeft() - (isConnected() ? LITTLE_WORK : 0));
    try {
      while (isReading() && !givesWay(bytes, shareEnds)) {
        ControlPacket packet = decoder.decode(bytes);
        if (packet == null) {
          return decoder.bytesNeeded();
        }
        broker.statistics().packetsReceived++;
        handle(packet);
        pressure.awaitAnswersTaken(isConnected());
      }
    } catch (MqttProtocolException e) {
      refuse(e.reasonCode(), e.getMessage() + Settings.behind(e, broker.limits()));
    } finally {
      halfRead = bytes.remaining();
    }
    if (state == ConnectionState.CLOSED) {
      bytes.position(bytes.limit()); // [MQTT-3.14.4-3] nobody looks at the rest
    }
    return 0;
  }

  /** More of a large packet, so that what is held of it is known. */
  @Override
  public void onMore(int kept) {
    cameIn(kept);
    halfRead = kept;
  }

  /** All there is now, what was there before included. */
  private void cameIn(int bytes) {
    keepAlive.heard();
    broker.statistics().bytesReceived += bytes - halfRead;
    broker.buffers().moved(bytes - halfRead);
  }

  /** Whether it goes on in a later turn of the loop, after everybody who has sent less. */
  private boolean givesWay(ByteBuffer rest, int shareEnds) {
    if (broker.loop().shareLeft() > shareEnds || !rest.hasRemaining()) {
      return false;
    }
    channel.giveWay();
    return true;
  }

  private boolean isReading() {
    return (state == ConnectionState.AWAITING_CONNECT
            || state == ConnectionState.CONNECTED
            || connecting != null && connecting.isExchanging())
        && !pressure.isHeldBack();
  }

  private void handle(ControlPacket packet) throws MqttProtocolException {
    if (state == ConnectionState.CONNECTED) {
      packets.handle(packet);
    } else if (packet instanceof Connect first && state == ConnectionState.AWAITING_CONNECT) {
      connect = first;
      version = first.version();
      wantsReasons = first.properties().number(Property.REQUEST_PROBLEM_INFORMATION, 1) == 1;
      will = first.will();
      clientMaximumPacketSize =
          (int)
              Math.min(
                  UNLIMITED, first.properties().number(Property.MAXIMUM_PACKET_SIZE, UNLIMITED));
      state = state.to(ConnectionState.AUTHENTICATING);
      broker.loop().worked(DEAR);
      connecting.begin(first);
    } else {
      connecting.handle(packet);
    }
  }

  // ---- from AUTHENTICATING to ACCEPTED, CONNECTED or CLOSED

  /** While the password is looked at, nothing more is read. */
  void pauseReading() {
    channel.pauseReading();
  }

  void resumeReading() {
    if (!pressure.isHeldBack() && state != ConnectionState.CLOSED) {
      channel.resumeReading();
    }
  }

  /** The client is let in with this session; the CONNACK has yet to be sent. */
  void accepted(Session session) {
    this.session = session;
    session.admitted(this);
    state = state.to(ConnectionState.ACCEPTED);
    packets = new ClientPackets(this, broker, session, connect.properties());
    publishForm =
        PublishForm.of(
            version,
            clientMaximumPacketSize,
            (int) connect.properties().number(Property.TOPIC_ALIAS_MAXIMUM, 0));
    connectTimeout.cancel();
    connectTimeout = null;
    broker.statistics().connected();
  }

  /** The CONNACK is sent. */
  void welcomed(int keepAliveSeconds) {
    state = state.to(ConnectionState.CONNECTED);
    connecting = null;
    connect = null;
    keepAlive.start(keepAliveSeconds);
  }

  private void connectTimedOut() {
    refuse(ReasonCode.UNSPECIFIED_ERROR, "no CONNECT came in time (limits.connect_timeout)");
  }

  // ---- packets to the client

  @Override
  public void send(ControlPacket packet) {
    byte[] bytes = PacketEncoder.encode(packet, version);
    if (bytes.length > clientMaximumPacketSize) {
      bytes = PacketEncoder.encode(Shortened.of(packet), version);
    }
    if (bytes.length > clientMaximumPacketSize) {
      tooLarge(packet); // [MQTT-3.1.2-24]
      return;
    }
    write(bytes);
  }

  /** A client that cannot be given its answer is given up. */
  private void tooLarge(ControlPacket packet) {
    boolean isFarewell =
        packet instanceof Disconnect
            || packet instanceof ConnAck answer && answer.reasonCode().isError();
    if (!isFarewell) {
      refuse(
          ReasonCode.PACKET_TOO_LARGE,
          packet.type() + " would exceed its Maximum Packet Size of " + clientMaximumPacketSize);
    }
  }

  private void write(byte[] bytes) {
    pressure.answered();
    broker.loop().worked(1);
    broker.statistics().packetsSent++;
    broker.statistics().bytesSent += bytes.length;
    channel.write(bytes);
  }

  @Override
  public boolean publish(
      Message message,
      QoS qos,
      boolean retain,
      boolean dup,
      int packetIdentifier,
      int[] subscriptionIdentifiers) {
    if (qos == QoS.AT_MOST_ONCE
        && (broker.statistics().shedding || !pressure.hasRoomForQoS0(message, retain))) {
      return false;
    }
    long now = message.expiresAt() == Message.NEVER ? 0 : broker.loop().clock().nanoTime();
    EncodedPublish encoded =
        publishForm.of(message, qos, retain, dup, subscriptionIdentifiers, now);
    if (encoded == null) {
      return false; // [MQTT-3.1.2-24] [MQTT-3.1.2-25]
    }
    byte[] bytes = encoded.bytes();
    if (qos == QoS.AT_MOST_ONCE) {
      channel.write(bytes);
    } else {
      channel.write(bytes, encoded.packetIdentifierOffset(), packetIdentifier);
    }
    broker.statistics().published(bytes.length);
    return true;
  }

  // ---- back-pressure

  /** Bytes held for this connection: half a packet from the client, and what it has not taken. */
  public long bufferedBytes() {
    return (isClosed() ? 0 : halfRead) + channel.pendingBytes();
  }

  @Override
  public boolean hasRoom() {
    return pressure.hasRoom();
  }

  @Override
  public void onWritable() {
    pressure.caughtUp();
    if (session != null && state == ConnectionState.CONNECTED) {
      session.pump();
    }
  }

  /** A slow reader asks this publisher to wait. */
  void holdBack() {
    pressure.holdBack();
  }

  /** The slow reader has caught up, or has been given up. */
  void letGo() {
    pressure.letGo();
  }

  /** Nobody holds it back any more. */
  void readOn() {
    if (state != ConnectionState.CLOSED) {
      keepAlive.heard();
      channel.resumeReading();
    }
  }

  // ---- the end

  /** Ends a connection that did what it may not, and tells the log and the client why. */
  void refuse(ReasonCode reasonCode, String why) {
    broker.statistics().connectionsRefused++;
    String what = state == ConnectionState.CONNECTED ? "stay connected" : "connect";
    refused(what, reasonCode, why);
    close(reasonCode, why);
  }

  /**
   * Another connection has come with the same Client Identifier [MQTT-3.1.4-3]. From another
   * address it may be a second client that was given the same: each would end the other again and
   * again.
   */
  @Override
  public void takenOver(Peer by) {
    String why = "taken over from " + by.host();
    if (!by.host().equals(peer.host())) {
      refused("stay connected", ReasonCode.SESSION_TAKEN_OVER, why);
    }
    close(ReasonCode.SESSION_TAKEN_OVER, why);
  }

  /** Gives up what is queued for the client. */
  void abort() {
    channel.abort();
  }

  /** Tells the log of something that was not done for this client. */
  void refused(String what, ReasonCode reasonCode, String why) {
    broker.loop().worked(DEAR);
    broker.refusals().refused(peer, clientIdentifier(), userName(), what, reasonCode, why);
  }

  @Override
  public void close(ReasonCode reasonCode, String why) {
    if (state == ConnectionState.CLOSED) {
      return;
    }
    if (state == ConnectionState.CONNECTED) {
      if (version.hasProperties()) {
        send(new Disconnect(reasonCode, reasonString(why))); // [MQTT-4.13.1-1]
      }
    } else if (connect != null || reasonCode == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION) {
      connecting.answerRefused(reasonCode, why);
    }
    end(true);
    channel.close();
  }

  /** The Reason String, where the client wants to hear it [MQTT-3.1.2-29]. */
  Properties reasonString(String why) {
    return wantsReasons && version.hasProperties() && why != null
        ? Properties.builder().add(Property.REASON_STRING, why).build()
        : Properties.NONE;
  }

  /**
   * The client has sent DISCONNECT.
   *
   * @param publishWill whether it asked for its Will nevertheless
   */
  void disconnected(boolean publishWill) {
    end(publishWill);
    channel.close();
  }

  @Override
  public void onClosed(IOException cause) {
    broker.loop().worked(DEAR);
    if (state == ConnectionState.CONNECTED) {
      broker
          .clients()
          .tell(
              peer,
              "Client {} at {} is gone without DISCONNECT{}",
              session,
              peer,
              cause == null ? "" : ": " + cause.getMessage());
    }
    end(true);
    closed.accept(this);
  }

  private void end(boolean publishWill) {
    if (state == ConnectionState.CLOSED) {
      return;
    }
    state = state.to(ConnectionState.CLOSED);
    if (connectTimeout != null) {
      connectTimeout.cancel();
    }
    if (connecting != null) {
      connecting.end();
    }
    keepAlive.end();
    pressure.end();
    if (session != null) {
      broker.statistics().disconnected();
      if (will != null) {
        if (publishWill) {
          broker.wills().lost(session, will);
        } else {
          broker.wills().left(session);
        }
      }
      broker.sessions().disconnected(session);
    }
  }

  // ---- who it is

  /** Where its owner keeps it. */
  public int place() {
    return place;
  }

  public void place(int place) {
    this.place = place;
  }

  boolean isConnected() {
    return state == ConnectionState.CONNECTED;
  }

  public boolean hasWill() {
    return session != null && !isClosed() && will != null;
  }

  boolean isClosed() {
    return state == ConnectionState.CLOSED;
  }

  Authenticator authenticator() {
    return authenticator;
  }

  MqttVersion version() {
    return version;
  }

  public Peer peer() {
    return peer;
  }

  private String clientIdentifier() {
    return session != null
        ? session.clientIdentifier()
        : connect == null ? null : connect.clientIdentifier();
  }

  private String userName() {
    return session != null ? session.userName() : connect == null ? null : connect.userName();
  }

  @Override
  public String toString() {
    return clientIdentifier() + " at " + peer;
  }
}
