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
import hearth.protocol.codec.PublishEncoder;
import hearth.protocol.codec.ReturnCodes;
import hearth.protocol.codec.Role;
import hearth.protocol.delivery.OutboundTopicAliases;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicName;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.tinylog.Logger;

/**
 * One Network Connection: turns bytes into packets for its {@link ClientPackets}, and messages into
 * packets for its client. Its state is drawn in {@link ConnectionState}.
 */
public final class Connection implements ChannelHandler, Link {
  private static final int UNLIMITED = Integer.MAX_VALUE;

  /** The topics of a home that one client hears are fewer. */
  private static final int ALIASES_KEPT = 64;

  /** Small as they are, each costs some twenty times its two bytes while it waits. */
  private static final int MOST_ANSWERS = 1024;

  private static final int LOOK_BYTES = 256 << 10;

  /** The most that a Topic Alias adds: the property, and one more byte for each of two lengths. */
  private static final int ALIAS_BYTES = 5;

  private final BrokerContext broker;
  private final Channel channel;
  private final Peer peer;
  private final PacketDecoder decoder;
  private final ConnectExchange connecting;
  private final Authenticator authenticator;
  private final Runnable closed;

  private ConnectionState state = ConnectionState.AWAITING_CONNECT;
  private Timer timer;
  private long lastReceived;

  // From CONNECT on.
  private MqttVersion version = MqttVersion.V3_1_1;
  private Connect connect;
  private ClientPackets packets;
  private Session session;
  private long keepAliveNanos;
  private int clientMaximumPacketSize = UNLIMITED;
  private OutboundTopicAliases aliases;
  private Congestion congestion;

  /** Bytes of a packet whose end has not come. */
  private int halfRead;

  /** How many answers it was sent since it is known to have taken all. */
  private int answers;

  /** It is not read until it has taken its answers. */
  private boolean mustTakeAnswers;

  /** What it had not taken of them at the last look at its Keep Alive. */
  private long pendingBefore;

  /** The server to use instead, or null. */
  private String serverReference;

  /** How many slow readers hold this publisher back, itself included. */
  private int heldBack;

  /**
   * @param authenticator who decides about clients of the listener it came in by
   * @param closed run when the connection is gone
   */
  public Connection(
      BrokerContext broker, Channel channel, Authenticator authenticator, Runnable closed) {
    this.broker = broker;
    this.channel = channel;
    this.peer = channel.peer();
    this.closed = closed;
    this.authenticator = authenticator;
    this.decoder =
        new PacketDecoder(Role.SERVER, broker.limits().packetSize(), broker.topicNames());
    this.connecting = new ConnectExchange(this, broker, authenticator);
  }

  /** Starts reading. */
  public void open() {
    timer = broker.loop().schedule(broker.limits().connectTimeoutNanos(), this::connectTimedOut);
    channel.open(this);
  }

  // ---- bytes from the client

  @Override
  public int onBytes(ByteBuffer bytes) {
    lastReceived = broker.loop().clock().nanoTime();
    int before = bytes.remaining();
    broker.buffers().received(before - halfRead);
    try {
      while (isReading()) {
        ControlPacket packet = decoder.decode(bytes);
        if (packet == null) {
          return nextLook(bytes.remaining());
        }
        broker.statistics().packetsReceived++;
        handle(packet);
        awaitAnswersTaken();
      }
    } catch (MqttProtocolException e) {
      violated(e);
    } finally {
      broker.statistics().bytesReceived += before - halfRead;
      halfRead = bytes.remaining();
    }
    if (state == ConnectionState.CLOSED) {
      bytes.position(bytes.limit()); // [MQTT-3.14.4-3] nobody looks at the rest
    }
    return 0;
  }

  /** A large packet is looked at in between, so that what is held of it is known. */
  private int nextLook(int held) {
    return Math.min(decoder.bytesNeeded(), held + Math.max(LOOK_BYTES, held / 2));
  }

  private boolean isReading() {
    return (state == ConnectionState.AWAITING_CONNECT
            || state == ConnectionState.CONNECTED
            || connecting.isExchanging())
        && heldBack == 0;
  }

  private void handle(ControlPacket packet) throws MqttProtocolException {
    if (state == ConnectionState.CONNECTED) {
      packets.handle(packet);
    } else if (packet instanceof Connect first && state == ConnectionState.AWAITING_CONNECT) {
      connect = first;
      version = first.version();
      clientMaximumPacketSize =
          (int)
              Math.min(
                  UNLIMITED, first.properties().number(Property.MAXIMUM_PACKET_SIZE, UNLIMITED));
      state = state.to(ConnectionState.AUTHENTICATING);
      connecting.begin(first);
    } else {
      connecting.handle(packet);
    }
  }

  private void violated(MqttProtocolException e) {
    refuse(e.reasonCode(), e.getMessage());
  }

  // ---- from AUTHENTICATING to ACCEPTED, CONNECTED or CLOSED

  /** While the password is looked at, nothing more is read. */
  void pauseReading() {
    channel.pauseReading();
  }

  void resumeReading() {
    if (heldBack == 0 && state != ConnectionState.CLOSED) {
      channel.resumeReading();
    }
  }

  /** The client is let in with this session; the CONNACK has yet to be sent. */
  void accepted(Session session) {
    this.session = session;
    session.admitted(this);
    state = state.to(ConnectionState.ACCEPTED);
    packets = new ClientPackets(this, broker, session, connect);
    int aliasMaximum = (int) connect.properties().number(Property.TOPIC_ALIAS_MAXIMUM, 0);
    if (aliasMaximum > 0) {
      aliases = new OutboundTopicAliases(Math.min(aliasMaximum, ALIASES_KEPT));
    }
    timer.cancel();
    broker.statistics().connected();
  }

  /** The CONNACK is sent. */
  void welcomed(int keepAliveSeconds) {
    state = state.to(ConnectionState.CONNECTED);
    lastReceived = broker.loop().clock().nanoTime();
    // [MQTT-3.1.2-22] [MQTT-3.2.2-22]: one and a half times the Keep Alive.
    keepAliveNanos = keepAliveSeconds * 1_500_000_000L;
    if (keepAliveNanos > 0) {
      timer = broker.loop().schedule(keepAliveNanos, this::checkKeepAlive);
    }
  }

  private void connectTimedOut() {
    refuse(ReasonCode.UNSPECIFIED_ERROR, "no CONNECT came in time");
  }

  private void checkKeepAlive() {
    long idle = broker.loop().clock().nanoTime() - lastReceived;
    if (idle >= keepAliveNanos && (heldBack == 0 || isStuck())) {
      refuse(
          ReasonCode.KEEP_ALIVE_TIMEOUT,
          "nothing came for " + idle / 1_000_000_000L + " s, one and a half times its Keep Alive");
      return;
    }
    long wait = heldBack > 0 ? keepAliveNanos : keepAliveNanos - idle;
    timer = broker.loop().schedule(gather(wait), this::checkKeepAlive);
  }

  /** Puts checks that are nearly due together on whole seconds, to wake the machine only once. */
  private long gather(long wait) {
    long second = 1_000_000_000L;
    if (keepAliveNanos < 15 * second) {
      return wait;
    }
    long due = broker.loop().clock().nanoTime() + wait;
    return wait + second - Math.floorMod(due, second);
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
    answers++;
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
    if (qos == QoS.AT_MOST_ONCE && (broker.statistics().shedding || !hasRoomForQoS0())) {
      return false;
    }
    long now = message.expiresAt() == Message.NEVER ? 0 : broker.loop().clock().nanoTime();
    boolean isOwn = dup || subscriptionIdentifiers != null || aliases != null;
    EncodedPublish encoded =
        isOwn
            ? encodeOwn(message, qos, retain, dup, subscriptionIdentifiers, now)
            : message.encode(version, qos, retain, now);
    byte[] bytes = encoded.bytes();
    if (bytes.length > clientMaximumPacketSize) {
      return false; // [MQTT-3.1.2-24] [MQTT-3.1.2-25]
    }
    if (qos == QoS.AT_MOST_ONCE) {
      channel.write(bytes);
    } else {
      channel.write(bytes, encoded.packetIdentifierOffset(), packetIdentifier);
    }
    broker.statistics().published(bytes.length);
    return true;
  }

  /** A PUBLISH that no other client gets the same. */
  private EncodedPublish encodeOwn(
      Message message, QoS qos, boolean retain, boolean dup, int[] identifiers, long now) {
    Properties properties = message.remaining(now);
    TopicName topic = message.topic();
    if (identifiers != null && version.hasProperties()) {
      for (int identifier : identifiers) {
        properties = properties.with(Property.SUBSCRIPTION_IDENTIFIER, identifier);
      }
    }
    int open = qos == QoS.AT_MOST_ONCE ? 0 : 1;
    Publish plain = new Publish(dup, qos, retain, topic, open, properties, message.payload());
    return aliases == null ? PublishEncoder.encode(plain, version) : encodeWithAlias(plain);
  }

  /** A Topic Alias may make a packet larger: without one, then, where it would not fit. */
  private EncodedPublish encodeWithAlias(Publish plain) {
    TopicName topic = plain.topic();
    int alias = aliases.alias(topic);
    if (alias == 0) {
      EncodedPublish encoded = PublishEncoder.encode(plain, version);
      if (encoded.bytes().length > clientMaximumPacketSize - ALIAS_BYTES) {
        return encoded; // An alias that does not arrive would be unknown the next time.
      }
      return PublishEncoder.encode(aliased(plain, topic, aliases.assign(topic)), version);
    }
    EncodedPublish encoded = PublishEncoder.encode(aliased(plain, null, alias), version);
    return encoded.bytes().length > clientMaximumPacketSize
        ? PublishEncoder.encode(plain, version)
        : encoded;
  }

  private static Publish aliased(Publish plain, TopicName topic, int alias) {
    return new Publish(
        plain.dup(),
        plain.qos(),
        plain.retain(),
        topic,
        plain.packetIdentifier(),
        plain.properties().with(Property.TOPIC_ALIAS, alias),
        plain.payload());
  }

  // ---- back-pressure

  /** Bytes held for this connection: half a packet from the client, and what it has not taken. */
  public long bufferedBytes() {
    return halfRead + channel.pendingBytes();
  }

  @Override
  public boolean hasRoom() {
    return channel.pendingBytes() < broker.limits().outputBytes();
  }

  /**
   * Whether a QoS 0 message still fits. A reader that is only slow holds the publisher back for a
   * while; one that has stopped reading loses its own messages.
   */
  private boolean hasRoomForQoS0() {
    if (channel.pendingBytes() < broker.limits().outputBytes()) {
      return true;
    }
    channel.flush();
    if (channel.pendingBytes() < broker.limits().outputBytes()) {
      return true;
    }
    if (congestion == null) {
      congestion = new Congestion(broker.loop(), broker.limits().stallNanos());
    }
    return congestion.holdBack(broker.publisher().get())
        && channel.pendingBytes() < 4L * broker.limits().outputBytes();
  }

  /**
   * A client that asks and asks and does not take the answers is not read until it has taken them:
   * they would fill the memory.
   */
  private void awaitAnswersTaken() {
    if (answers < MOST_ANSWERS && hasRoom()) {
      return;
    }
    channel.flush();
    if (channel.pendingBytes() == 0) {
      answers = 0;
    } else if (state == ConnectionState.CONNECTED
        && !mustTakeAnswers
        && (answers >= MOST_ANSWERS || !hasRoom())) {
      mustTakeAnswers = true;
      pendingBefore = Long.MAX_VALUE;
      holdBack();
    }
  }

  /** Whether it has taken nothing since the last look. */
  private boolean isStuck() {
    long before = pendingBefore;
    pendingBefore = channel.pendingBytes();
    return mustTakeAnswers && pendingBefore >= before;
  }

  @Override
  public void onWritable() {
    answers = 0;
    if (mustTakeAnswers) {
      mustTakeAnswers = false;
      letGo();
    }
    if (congestion != null) {
      congestion.relieved();
      congestion = null;
    }
    if (session != null && state == ConnectionState.CONNECTED) {
      session.pump();
    }
  }

  /** A slow reader asks this publisher to wait. */
  void holdBack() {
    if (heldBack++ == 0) {
      channel.pauseReading();
    }
  }

  /** The slow reader has caught up, or has been given up. */
  void letGo() {
    if (--heldBack == 0 && state != ConnectionState.CLOSED) {
      lastReceived = broker.loop().clock().nanoTime();
      channel.resumeReading();
    }
  }

  // ---- the end

  /** Refuses a CONNECT, and tells a client of 5.0 where it belongs (4.11) [MQTT-3.2.2-22]. */
  void refuse(ReasonCode reasonCode, String why, String serverReference) {
    this.serverReference = serverReference;
    refuse(reasonCode, why);
  }

  /** Ends a connection that did what it may not, and tells the log and the client why. */
  void refuse(ReasonCode reasonCode, String why) {
    broker.statistics().connectionsRefused++;
    String what = state == ConnectionState.CONNECTED ? "stay connected" : "connect";
    refused(what, reasonCode, why);
    close(reasonCode, why);
  }

  /** Gives up what is queued for the client. */
  void abort() {
    channel.abort();
  }

  /** Tells the log of something that was not done for this client. */
  void refused(String what, ReasonCode reasonCode, String why) {
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
      refuseConnect(reasonCode, why);
    }
    end(true);
    channel.close();
  }

  /** [MQTT-3.2.2-4] [MQTT-3.1.4-2]; 3.1.1 has a return code for only a few of the reasons. */
  private void refuseConnect(ReasonCode reasonCode, String why) {
    ReasonCode code = ConnectExchange.inConnAck(reasonCode);
    if (version.hasProperties() || ReturnCodes.exists(code)) {
      Properties said = reasonString(why);
      boolean refers = serverReference != null && version.hasProperties();
      send(
          new ConnAck(
              false, code, refers ? said.with(Property.SERVER_REFERENCE, serverReference) : said));
    }
  }

  /** The Reason String, where the client wants to hear it [MQTT-3.1.2-29]. */
  Properties reasonString(String why) {
    boolean wanted =
        connect == null
            || connect.properties().number(Property.REQUEST_PROBLEM_INFORMATION, 1) == 1;
    return wanted && version.hasProperties() && why != null
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
    if (state == ConnectionState.CONNECTED) {
      Logger.info(
          "Client {} at {} is gone without DISCONNECT{}",
          session,
          peer,
          cause == null ? "" : ": " + cause.getMessage());
    }
    end(true);
    closed.run();
  }

  private void end(boolean publishWill) {
    if (state == ConnectionState.CLOSED) {
      return;
    }
    state = state.to(ConnectionState.CLOSED);
    timer.cancel();
    connecting.end();
    if (congestion != null) {
      congestion.relieved();
      congestion = null;
    }
    if (session != null) {
      broker.statistics().disconnected();
      if (connect.will() != null) {
        if (publishWill) {
          broker.wills().lost(session, connect.will());
        } else {
          broker.wills().left(session);
        }
      }
      broker.sessions().disconnected(session);
    }
  }

  // ---- who it is

  boolean isConnected() {
    return state == ConnectionState.CONNECTED;
  }

  public boolean hasWill() {
    return session != null && !isClosed() && connect.will() != null;
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
    return connect == null ? null : connect.userName();
  }

  @Override
  public String toString() {
    return clientIdentifier() + " at " + peer;
  }
}
