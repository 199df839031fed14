package hearth.broker.connection;

import hearth.broker.account.Account;
import hearth.broker.account.Budget;
import hearth.broker.account.Kind;
import hearth.broker.message.Message;
import hearth.broker.session.ClientConnection;
import hearth.broker.session.Session;
import hearth.io.net.Channel;
import hearth.io.net.ChannelHandler;
import hearth.io.net.Peer;
import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * One Network Connection: turns bytes into packets for its {@link PacketHandler}, and messages into
 * packets for its client. Its state is drawn in {@link ConnectionState}.
 */
public final class Connection implements ChannelHandler, ClientConnection {
  /** The work of a Topic Filter, a CONNECT, a step of AUTH, a refusal: of many messages. */
  static final int COST_OF_EXPENSIVE = 256;

  /** Of the objects that each connection has, about, in bytes. */
  private static final int MEMORY = 1500;

  final BrokerContext broker;
  final Channel channel;

  /** What is held for this connection: of a stranger, then of its user. */
  final Account account;

  private final PacketReader reader;
  private final PacketWriter writer;
  private final Authenticator authenticator;
  private final Admissions.Admission admission;
  private final BackPressure pressure;
  private final KeepAlive keepAlive;
  private final Consumer<Connection> closed;

  private ConnectionState state = ConnectionState.AWAITING_CONNECT;

  /** Null once the client is connected: thousands may stay so for days. */
  private ConnectExchange connecting;

  // From CONNECT on.
  private Will will;
  private boolean bridge;

  // From when the client is let in.
  private Authenticator.Credential credential;
  private PacketHandler packets;
  private Session session;

  private int index;

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
    this.account = broker.owners().stranger(channel.peer().network());
    account.charge(Kind.CONNECTION, MEMORY);
    this.reader = new PacketReader(this);
    this.writer = new PacketWriter(this);
    this.closed = closed;
    this.authenticator = authenticator;
    this.admission = broker.admissions().of(channel);
    this.pressure = new BackPressure(this);
    this.keepAlive = new KeepAlive(this);
  }

  /** Starts reading. */
  public void open() {
    connecting = new ConnectExchange(this, broker, authenticator);
    channel.open(this);
  }

  // ---- packets from the client

  @Override
  public int onBytes(ByteBuffer bytes) {
    return reader.read(bytes);
  }

  @Override
  public void onMore(int kept) {
    reader.more(kept);
  }

  @Override
  public long untilWanted(int kept) {
    return reader.untilWanted(kept);
  }

  /** Something has come. */
  void heard() {
    keepAlive.heard();
  }

  /** The broker itself reads nothing for so long. */
  void unreadFor(long nanos) {
    keepAlive.unreadFor(nanos);
  }

  /** Whether another packet is wanted now. */
  boolean isReading() {
    return (state == ConnectionState.AWAITING_CONNECT
            || state == ConnectionState.CONNECTED
            || (connecting != null && connecting.isExchanging()))
        && !pressure.isHeldBack();
  }

  void handle(ControlPacket packet) throws MqttProtocolException {
    if (state == ConnectionState.CONNECTED) {
      packets.handle(packet);
    } else if (packet instanceof Connect first && state == ConnectionState.AWAITING_CONNECT) {
      writer.writeFor(first);
      will = first.will();
      bridge = first.bridge();
      state = state.to(ConnectionState.AUTHENTICATING);
      broker.loop().charge(COST_OF_EXPENSIVE);
      connecting.begin(first);
    } else {
      connecting.handle(packet);
    }
  }

  /** A packet was handled, and may have been answered. */
  void handled() {
    pressure.awaitAnswersTaken(isConnected());
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
  void accepted(Session session, Authenticator.Credential credential) {
    this.session = session;
    this.credential = credential;
    session.admitted(this);
    account.moveTo(session.account().owner());
    account.charge(Kind.CONNECTION, channel.layerBytes());
    state = state.to(ConnectionState.ACCEPTED);
    packets = new PacketHandler(this, broker, session, connecting.connect().properties());
    broker.statistics().connected();
  }

  /** The CONNACK is sent. */
  void welcomed(int keepAliveSeconds) {
    state = state.to(ConnectionState.CONNECTED);
    connecting = null;
    keepAlive.start(keepAliveSeconds);
  }

  // ---- packets to the client

  @Override
  public void send(ControlPacket packet) {
    writer.send(packet);
  }

  @Override
  public boolean publish(
      Message message,
      QoS qos,
      boolean retain,
      boolean dup,
      int packetIdentifier,
      SubscriptionIdentifiers subscriptionIdentifiers) {
    return writer.publish(message, qos, retain, dup, packetIdentifier, subscriptionIdentifiers);
  }

  @Override
  public void onLetGo(Object owner) {
    writer.letGo((Message) owner);
  }

  // ---- back-pressure

  BackPressure pressure() {
    return pressure;
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

  /** Its own answers, or the disk, ask it to wait. */
  void holdBack() {
    pressure.holdBack();
  }

  /** A slow reader asks this publisher to wait; returns whether it does. */
  boolean holdBackFor(Congestion reader) {
    return pressure.holdBackFor(reader);
  }

  /** The slow reader has caught up, or has been given up. */
  void letGoFor(Congestion reader) {
    pressure.letGoFor(reader);
  }

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

  /** Measures what its client has not taken; what it has not sent whole is gone with the end. */
  public void measure() {
    if (isClosed()) {
      account.set(Kind.HALF_PACKET, 0);
      account.set(Kind.REQUEST, 0);
    }
    writer.measure();
  }

  /** Bytes held for this connection: half a packet from the client, and what it has not taken. */
  long bufferedBytes() {
    return account.held(Budget.BUFFERS);
  }

  // ---- the end

  /** Ends a connection that did what it may not, and tells the log and the client why. */
  void refuse(ReasonCode reasonCode, String why) {
    refuse(reasonCode, why, why);
  }

  /** The same, in other words for the client. */
  void refuse(ReasonCode reasonCode, String why, String said) {
    broker.statistics().connectionsRefused++;
    String what = session == null ? "connect" : "stay connected";
    refused(what, reasonCode, why);
    close(reasonCode, said);
  }

  /** It was let in again, by what counts from now on. */
  void credential(Authenticator.Credential credential) {
    this.credential = credential;
  }

  /** Users have changed: ends it where its client would not be let in any more. */
  public void endIfRevoked() {
    String why = session == null || isClosed() ? null : credential.whyRevoked();
    if (why != null) {
      refuse(ReasonCode.NOT_AUTHORIZED, why, "its user has changed: it has to log in again");
    }
  }

  /**
   * Another connection has come with the same Client Identifier [MQTT-3.1.4-3]. From another
   * address it may be a second client that was given the same: each would end the other again and
   * again.
   */
  @Override
  public void takenOver(Peer by) {
    String why = "taken over from " + by.host();
    if (!by.host().equals(peer().host())) {
      refused("stay connected", ReasonCode.SESSION_TAKEN_OVER, why);
    }
    close(ReasonCode.SESSION_TAKEN_OVER, why);
  }

  @Override
  public void broken(Throwable failure) {
    broker.loop().report(failure);
    abort();
  }

  /** Gives up what is queued for the client. */
  void abort() {
    channel.abort();
  }

  /** Whether it stands on this channel, or on one that stands on the same. */
  public boolean isOn(Channel other) {
    return channel.transport() == other.transport();
  }

  /** Ends it at once and without its Will: nobody is to hear any more from this client. */
  public void cutOff() {
    end(false);
    abort();
  }

  /** Tells the log of something that was not done for this client. */
  void refused(String what, ReasonCode reasonCode, String why) {
    broker.loop().charge(COST_OF_EXPENSIVE);
    broker.refusals().refused(peer(), clientIdentifier(), userName(), what, reasonCode, why);
  }

  @Override
  public void close(ReasonCode reasonCode, String why) {
    if (state == ConnectionState.CLOSED) {
      return;
    }
    if (state == ConnectionState.CONNECTED) {
      if (writer.version().hasProperties()) {
        send(new Disconnect(reasonCode, reasonString(why))); // [MQTT-4.13.1-1]
      }
    } else {
      connecting.answerRefused(reasonCode, why);
    }
    end(true);
    channel.close();
  }

  Properties reasonString(String why) {
    return writer.reasonString(why);
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
    broker.loop().charge(COST_OF_EXPENSIVE);
    if (state == ConnectionState.CONNECTED) {
      broker
          .clients()
          .report(
              peer(),
              "Client {} at {} is gone without DISCONNECT{}",
              session,
              peer(),
              cause == null ? "" : ": " + cause.getMessage());
    }
    end(true);
    account.drop();
    closed.accept(this);
  }

  private void end(boolean publishWill) {
    if (state == ConnectionState.CLOSED) {
      return;
    }
    state = state.to(ConnectionState.CLOSED);
    if (connecting != null) {
      connecting.end();
    }
    keepAlive.end();
    pressure.end();
    admission.gone();
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
  public int index() {
    return index;
  }

  public void index(int index) {
    this.index = index;
  }

  boolean isConnected() {
    return state == ConnectionState.CONNECTED;
  }

  /** The client that is let in, or null. */
  public ClientInfo client() {
    return isConnected()
        ? new ClientInfo(
            session.clientIdentifier(),
            session.userName(),
            peer().toString(),
            version(),
            broker.loop().clock().wallTime().minusMillis(session.millisSinceLeft()),
            keepAlive.seconds(),
            session.subscriptions().size(),
            session.queuedMessages() + session.inFlight())
        : null;
  }

  public boolean hasWill() {
    return session != null && !isClosed() && will != null;
  }

  boolean isClosed() {
    return state == ConnectionState.CLOSED;
  }

  /** Whether the client is the bridge of another broker, see {@link Connect#bridge}. */
  boolean isBridge() {
    return bridge;
  }

  Admissions.Admission admission() {
    return admission;
  }

  /** Who decided about this client. */
  public Authenticator authenticator() {
    return authenticator;
  }

  MqttVersion version() {
    return writer.version();
  }

  public Peer peer() {
    return channel.peer();
  }

  private String clientIdentifier() {
    if (session != null) {
      return session.clientIdentifier();
    }
    Connect connect = connecting.connect();
    return connect == null ? null : connect.clientIdentifier();
  }

  private String userName() {
    if (session != null) {
      return session.userName();
    }
    Connect connect = connecting.connect();
    return connect == null ? null : connect.userName();
  }

  @Override
  public String toString() {
    return clientIdentifier() + " at " + peer();
  }
}
