package hearth.client;

import hearth.io.loop.EventLoop;
import hearth.io.net.Channel;
import hearth.io.net.ChannelHandler;
import hearth.io.net.FirstByte;
import hearth.protocol.codec.ClientPacketDecoder;
import hearth.protocol.codec.EncodedPublish;
import hearth.protocol.codec.PacketDecoder;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.codec.PublishEncoder;
import hearth.protocol.packet.Auth;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.PingResp;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.ReasonCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * One network connection from CONNECT to its end. Knows bytes, the handshake, Keep Alive and the
 * server's limit for packets; what QoS and subscriptions mean is its owner's matter. On the loop's
 * thread.
 */
final class Connection implements ChannelHandler, KeepAlive.Line {
  /** Who has made the connection. */
  interface Owner {
    void onEstablished(Connected connected) throws MqttProtocolException;

    /** A packet that neither the handshake nor Keep Alive has used up. */
    void onPacket(ControlPacket packet) throws MqttProtocolException;

    void onWritable();

    /** Nothing more can be sent or will be received. */
    void onEnding();

    /**
     * The last call, after the channel has closed.
     *
     * @param cause null where {@link Connection#disconnect} has asked for it
     */
    void onClosed(MqttException cause);
  }

  /**
   *
   *
   * <pre>
   * AWAITING_CONNACK -- CONNACK --> RUNNING -- disconnect() or an error --> ENDING
   *        +------------ disconnect() or an error ------------------------------^
   * </pre>
   */
  private enum Phase {
    AWAITING_CONNACK,
    RUNNING,
    ENDING
  }

  private final Connect connect;

  /** Whether the version is an older one than what is published and subscribed was meant for. */
  private final boolean older;

  private final AuthenticationExchange authentication;

  /** Hears of every packet, or null. */
  private final ClientListener trace;

  private final Owner owner;
  private final Channel channel;
  private final KeepAlive keepAlive;
  private final PacketDecoder decoder;
  private Phase phase = Phase.AWAITING_CONNACK;
  private long maximumPacketSize = Long.MAX_VALUE;
  private boolean heard;
  private boolean readingPaused;
  private MqttException cause;

  /**
   * @param authentication null where user name and password are all
   */
  Connection(
      EventLoop loop,
      Channel channel,
      Connect connect,
      Authentication authentication,
      MqttClientBuilder options,
      Owner owner) {
    this.channel = channel;
    this.connect = connect;
    this.trace = options.tracePackets ? options.listener : null;
    this.owner = owner;
    this.authentication =
        authentication == null ? null : new AuthenticationExchange(loop, authentication, this);
    this.older = connect.version() != options.connect.version;
    this.keepAlive = new KeepAlive(loop, this, options.pingTimeout.toNanos());
    this.decoder = new ClientPacketDecoder(options.connect.maximumPacketSize);
    decoder.version(connect.version());
  }

  /** Starts reading and sends CONNECT, the first packet [MQTT-3.1.0-1]. */
  void open() {
    channel.open(this);
    send(
        authentication == null
            ? connect
            : new Connect(
                connect.version(),
                connect.cleanStart(),
                connect.keepAlive(),
                connect.clientIdentifier(),
                connect.will(),
                connect.userName(),
                connect.password(),
                authentication.begin(connect.properties())));
  }

  @Override
  public int onBytes(ByteBuffer bytes) {
    keepAlive.received();
    if (!heard && bytes.hasRemaining()) {
      heard = true;
      String instead = FirstByte.protocol(bytes.get(bytes.position()));
      if (instead != null && !instead.equals("MQTT")) {
        end(
            new MqttException(
                "the server speaks "
                    + instead
                    + " at this port; choose mqtts, ws or another port"));
      }
    }
    try {
      ControlPacket packet;
      while (phase != Phase.ENDING && (packet = decoder.decode(bytes)) != null) {
        if (trace != null) {
          trace.onPacketReceived(packet);
        }
        receive(packet);
      }
    } catch (MqttProtocolException e) {
      fail(e);
    }
    if (phase == Phase.ENDING) {
      bytes.position(bytes.limit());
      return 0;
    }
    return decoder.bytesNeeded();
  }

  private void receive(ControlPacket packet) throws MqttProtocolException {
    if (packet instanceof Disconnect disconnect) {
      end(ReasonTexts.disconnected(disconnect)); // [MQTT-4.13.2-1]
    } else if (packet instanceof Auth auth) {
      onAuth(auth);
    } else if (packet instanceof ConnAck connAck && phase == Phase.AWAITING_CONNACK) {
      onConnAck(connAck);
    } else if (packet instanceof ConnAck || phase == Phase.AWAITING_CONNACK) {
      throw unexpected(packet); // [MQTT-3.2.0-1] [MQTT-3.2.0-2]
    } else if (packet instanceof PingResp) {
      keepAlive.pingAnswered();
    } else {
      owner.onPacket(packet);
    }
  }

  private static MqttProtocolException unexpected(ControlPacket packet) {
    return new MqttProtocolException(
        ReasonCode.PROTOCOL_ERROR, "the server sent " + packet.type() + " where it may not");
  }

  private void onConnAck(ConnAck connAck) throws MqttProtocolException {
    if (connAck.reasonCode().isError()) {
      end(ReasonTexts.refused(connAck)); // [MQTT-4.13.2-1]
      return;
    }
    if (connAck.sessionPresent() && connect.cleanStart()) {
      // [MQTT-3.2.2-2]; there is no Session State that could be present [MQTT-3.2.2-4]
      throw new MqttProtocolException(
          ReasonCode.PROTOCOL_ERROR, "the server continues a session that was to be discarded");
    }
    if (!authenticated(connAck.properties())) {
      return;
    }
    Connected connected = Connected.of(connect, connAck);
    // Until here nothing but AUTH was sent [MQTT-3.1.2-30].
    maximumPacketSize = connected.maximumPacketSize();
    phase = Phase.RUNNING;
    keepAlive.start(connected.keepAlive(), connect.keepAlive());
    owner.onEstablished(connected);
  }

  private boolean authenticated(Properties said) throws MqttProtocolException {
    if (authentication == null) {
      if (said.has(Property.AUTHENTICATION_METHOD)) {
        // [MQTT-4.12.0-6]
        throw new MqttProtocolException(
            ReasonCode.PROTOCOL_ERROR, "the server names an Authentication Method unasked");
      }
      return true;
    }
    return authentication.finish(said);
  }

  private void onAuth(Auth auth) throws MqttProtocolException {
    if (authentication == null) {
      throw unexpected(auth); // [MQTT-4.12.0-6]
    }
    authentication.onAuth(auth, phase == Phase.RUNNING);
  }

  /** The exchange of a re-authentication, or null where the connection has no such method. */
  AuthenticationExchange authentication() {
    return authentication;
  }

  boolean isOlder() {
    return older;
  }

  /** Whether the version has Reason Codes and properties. */
  boolean hasReasonCodes() {
    return connect.version().hasProperties();
  }

  /**
   * Sends a packet.
   *
   * @return false where it is larger than the server takes: nothing is sent [MQTT-3.2.2-15]
   * @throws IllegalArgumentException where the version cannot say it
   */
  boolean send(ControlPacket packet) {
    byte[] bytes = PacketEncoder.encode(packet, connect.version());
    if (bytes.length > maximumPacketSize) {
      return false;
    }
    write(packet, bytes, -1, 0);
    return true;
  }

  /**
   * The bytes of a PUBLISH whose Packet Identifier is still to come, or null where they are more
   * than the server takes.
   *
   * @throws IllegalArgumentException where the version cannot say it
   */
  EncodedPublish encode(Publish publish) {
    EncodedPublish encoded = PublishEncoder.encode(publish, connect.version());
    return encoded.bytes().length > maximumPacketSize ? null : encoded;
  }

  void send(Publish publish, EncodedPublish encoded, int packetIdentifier) {
    write(publish, encoded.bytes(), encoded.packetIdentifierOffset(), packetIdentifier);
  }

  private void write(ControlPacket packet, byte[] bytes, int patchOffset, int patch) {
    if (phase == Phase.ENDING) {
      return; // [MQTT-3.14.4-1]
    }
    if (trace != null) {
      trace.onPacketSent(packet);
    }
    keepAlive.sent();
    channel.write(bytes, patchOffset, patch);
  }

  long pendingBytes() {
    return channel.pendingBytes();
  }

  void pauseReading() {
    if (!readingPaused) {
      readingPaused = true;
      channel.pauseReading();
    }
  }

  void resumeReading() {
    if (readingPaused) {
      readingPaused = false;
      channel.resumeReading();
    }
  }

  @Override
  public boolean isReadingPaused() {
    return readingPaused;
  }

  @Override
  public void sendPing() {
    send(PingReq.INSTANCE);
  }

  @Override
  public void silent(long waitedNanos) {
    abort(
        new MqttException(
            "the server did not answer a PINGREQ within "
                + TimeUnit.NANOSECONDS.toSeconds(waitedNanos)
                + " s: it or the network is gone"));
  }

  /** Says goodbye and closes [MQTT-3.14.4-2]. */
  void disconnect(Disconnect disconnect) {
    if (phase == Phase.RUNNING && !send(disconnect)) {
      // [MQTT-3.14.2-3] [MQTT-3.14.2-4]
      send(new Disconnect(disconnect.reasonCode(), Properties.NONE));
    }
    end(null);
  }

  /** Ends the connection over something that the server did. */
  void fail(MqttProtocolException e) {
    if (phase == Phase.RUNNING && connect.version().hasProperties()) {
      sayWhy(e);
    }
    String hint =
        phase == Phase.AWAITING_CONNACK && connect.version().hasProperties()
            ? "; if it speaks only MQTT 3.1.1, choose that version"
            : "";
    end(
        new MqttException(
            "the server broke the protocol: " + e.getMessage() + hint, e.reasonCode(), e));
  }

  private void sayWhy(MqttProtocolException e) {
    Properties why = Properties.builder().add(Property.REASON_STRING, e.getMessage()).build();
    try {
      if (!send(new Disconnect(e.reasonCode(), why))) {
        send(new Disconnect(e.reasonCode(), Properties.NONE)); // [MQTT-3.14.2-3]
      }
    } catch (IllegalArgumentException notOfDisconnect) {
      send(new Disconnect(ReasonCode.PROTOCOL_ERROR, Properties.NONE)); // [MQTT-3.14.2-1]
    }
  }

  /** Ends the connection over a server that did not prove who it is. */
  void refuse(MqttException why) {
    if (phase == Phase.RUNNING) {
      send(new Disconnect(ReasonCode.UNSPECIFIED_ERROR, Properties.NONE));
    }
    end(why);
  }

  private void end(MqttException why) {
    if (becomeEnding(why)) {
      channel.close();
    }
  }

  /** Closes at once, without a word. */
  void abort(MqttException why) {
    if (becomeEnding(why)) {
      channel.abort();
    }
  }

  private boolean becomeEnding(MqttException why) {
    if (phase == Phase.ENDING) {
      return false;
    }
    phase = Phase.ENDING;
    cause = why;
    keepAlive.stop();
    if (authentication != null) {
      authentication.closed(why);
    }
    owner.onEnding();
    return true;
  }

  @Override
  public void onWritable() {
    if (phase == Phase.RUNNING) {
      owner.onWritable();
    }
  }

  @Override
  public void onClosed(IOException broken) {
    boolean ran = phase == Phase.RUNNING;
    String when = ran ? "" : " before it answered CONNECT";
    // A server of TLS that cannot read a record resets, as Mosquitto does, and says nothing.
    String hint =
        ran || channel.transport() != channel ? "" : "; if TLS is wanted there, use mqtts";
    becomeEnding(
        broken == null
            ? new MqttException("the server closed the connection" + when)
            : new MqttException(
                "the connection broke" + when + ": " + broken.getMessage() + hint, broken));
    owner.onClosed(cause);
  }
}
