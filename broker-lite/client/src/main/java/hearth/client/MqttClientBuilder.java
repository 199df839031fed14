package hearth.client;

import hearth.io.loop.EventLoop;
import hearth.io.loop.SelectorLoop;
import hearth.io.net.Connector;
import hearth.protocol.codec.PacketSizes;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Will;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The settings of a client. Each has a default, which its method states. Not for several threads.
 */
public final class MqttClientBuilder {
  final ConnectSettings connect = new ConnectSettings();
  EventLoop loop;
  Connector connector;
  List<ServerUri> servers = List.of(ServerUri.of("mqtt://localhost"));
  Supplier<SSLContext> tlsContexts = MqttClientBuilder::defaultContext;
  boolean anyServerName;
  Consumer<SSLParameters> tlsParameters = parameters -> {};
  InetAddress localAddress;
  ClientListener listener = ClientListener.NONE;
  QueueStore store = QueueStore.MEMORY;
  UnaryOperator<Message> whenOffline = UnaryOperator.identity();
  Executor handlerExecutor;
  MessageHandler unrouted = message -> {};
  boolean unroutedManual;
  boolean subscriptionIdentifiers = true;
  Authentication authentication;
  Backoff backoff;
  OverflowPolicy overflow = OverflowPolicy.DROP_OLDEST;
  Duration connectTimeout = Duration.ofSeconds(10);
  Duration pingTimeout = Duration.ofSeconds(10);
  int maxWaitingMessages = 1_000;
  int maxQueuedMessages = 10_000;
  long maxQueuedBytes = 8L * 1024 * 1024;
  int maxInFlight;
  boolean tracePackets;
  boolean outboundEndsWithConnection;
  boolean makesDo;

  MqttClientBuilder() {}

  /** The loop to run on, shared with others; without one the client starts a thread of its own. */
  public MqttClientBuilder loop(EventLoop shared) {
    loop = shared;
    return this;
  }

  /**
   * How the server is reached, in place of what its URI says: a channel within the process, or one
   * of a test.
   */
  public MqttClientBuilder connector(Connector opens) {
    connector = opens;
    return this;
  }

  /**
   * Where the server is, {@code mqtt://localhost} by default; TLS and WebSocket by the scheme, as
   * {@link ServerUri} has them. A user name and password in it are used.
   *
   * @throws IllegalArgumentException where the text is no such URI
   */
  public MqttClientBuilder server(String uri) {
    return server(ServerUri.of(uri));
  }

  /** Where the server is. A user name and password in it are used. */
  public MqttClientBuilder server(ServerUri uri) {
    servers = List.of(uri);
    if (uri.userName() != null) {
      userName(uri.userName());
    }
    if (uri.password() != null) {
      password(uri.password());
    }
    return this;
  }

  /**
   * Several servers, any of which will do, such as those of a cluster: each attempt to connect is
   * made at the next. User names and passwords in them are not used.
   *
   * @param uris at least one
   */
  public MqttClientBuilder servers(List<ServerUri> uris) {
    requireRange("the number of servers", uris.size(), 1, Integer.MAX_VALUE);
    servers = List.copyOf(uris);
    return this;
  }

  /**
   * Where the server is, over TCP.
   *
   * @param port 1 to 65535
   */
  public MqttClientBuilder server(String host, int port) {
    requireRange("a port", port, 1, 65_535);
    return server(new ServerUri(false, false, null, null, host, port, ""));
  }

  /**
   * Whom to trust with TLS, and who we are; by default whom Java trusts.
   *
   * @param contexts asked for each connection, so that new certificates are used from the next on
   * @param anyServerName whether the server's certificate may bear any name, which lets in whoever
   *     has a certificate of the same authority
   */
  public MqttClientBuilder tls(Supplier<SSLContext> contexts, boolean anyServerName) {
    this.tlsContexts = Objects.requireNonNull(contexts);
    this.anyServerName = anyServerName;
    return this;
  }

  /**
   * Has the last word on each connection's versions of TLS, cipher suites, ALPN and names; TLS 1.3
   * and 1.2 with today's suites by default.
   */
  public MqttClientBuilder tlsParameters(Consumer<SSLParameters> adjusts) {
    tlsParameters = Objects.requireNonNull(adjusts);
    return this;
  }

  private static SSLContext defaultContext() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no certificates to trust", e);
    }
  }

  /** The address of this machine to connect from; any by default. */
  public MqttClientBuilder localAddress(InetAddress address) {
    localAddress = address;
    return this;
  }

  /** Who hears of connections, drops and failures; nobody by default. */
  public MqttClientBuilder listener(ClientListener hears) {
    listener = Objects.requireNonNull(hears);
    return this;
  }

  /** The version of MQTT, 5.0 by default. */
  public MqttClientBuilder version(MqttVersion speaks) {
    connect.version = Objects.requireNonNull(speaks);
    return this;
  }

  /**
   * The name of the session at the server. Without one, 5.0 lets the server choose, and for older
   * versions a random one is made.
   */
  public MqttClientBuilder clientIdentifier(String identifier) {
    connect.clientIdentifier = Objects.requireNonNull(identifier);
    return this;
  }

  /**
   * Whether the first connection begins a new session, as it does by default. With {@code false}
   * the application says that it continues one of an earlier run: the server may hold subscriptions
   * and messages for it.
   */
  public MqttClientBuilder cleanStart(boolean clean) {
    connect.cleanStart = clean;
    return this;
  }

  /**
   * How long the server keeps the session without a connection, of 5.0; by default it ends with the
   * connection.
   *
   * @param seconds 0 to 4,294,967,295; the last means for ever
   */
  public MqttClientBuilder sessionExpiryInterval(long seconds) {
    return connectProperty(Property.SESSION_EXPIRY_INTERVAL, seconds);
  }

  /**
   * Keep Alive: a PINGREQ is sent where nothing else was for so long, and the server may take a
   * client for gone after one and a half times of it.
   *
   * @param seconds 0 to 65535, 60 by default; 0 is off
   */
  public MqttClientBuilder keepAlive(int seconds) {
    requireRange("Keep Alive", seconds, 0, 65_535);
    connect.keepAlive = seconds;
    return this;
  }

  /**
   * How long the answer to a PINGREQ may take, 10 s by default.
   *
   * @throws IllegalArgumentException where it is not more than 0
   */
  public MqttClientBuilder pingTimeout(Duration timeout) {
    pingTimeout = positive(timeout);
    return this;
  }

  /**
   * How long an attempt may take until CONNACK, 10 s by default.
   *
   * @throws IllegalArgumentException where it is not more than 0
   */
  public MqttClientBuilder connectTimeout(Duration timeout) {
    connectTimeout = positive(timeout);
    return this;
  }

  /** What the server publishes when the client goes without DISCONNECT; nothing by default. */
  public MqttClientBuilder will(Will message) {
    connect.will = message;
    return this;
  }

  /** The user; none by default. */
  public MqttClientBuilder userName(String name) {
    connect.userName = name;
    return this;
  }

  /** The password, sent as UTF-8; none by default. */
  public MqttClientBuilder password(String secret) {
    return password(secret == null ? null : secret.getBytes(StandardCharsets.UTF_8));
  }

  /** The password, 0 to 65,535 bytes; copied, so that the caller may wipe its own. */
  public MqttClientBuilder password(byte[] secret) {
    connect.password = secret == null ? null : secret.clone();
    return this;
  }

  /**
   * Does with less where the server does not offer what was asked for, and tells the listener: MQTT
   * 3.1.1 in place of 5.0, the password in place of enhanced authentication. Messages and
   * subscriptions then go without what only 5.0 can say.
   */
  public MqttClientBuilder makesDo() {
    makesDo = true;
    return this;
  }

  /** Enhanced authentication, of 5.0; the password stays here. */
  public MqttClientBuilder authentication(Authentication method) {
    authentication = method;
    return this;
  }

  /** One more property of CONNECT, of 5.0, as {@link Properties.Builder#add} takes it. */
  public MqttClientBuilder connectProperty(Property property, Object value) {
    connect.properties = connect.properties.with(property, value);
    return this;
  }

  /**
   * How many messages of QoS 1 and 2 the server may send before one is acknowledged, of 5.0.
   *
   * @param max 1 to 65535, which is the default
   */
  public MqttClientBuilder receiveMaximum(int max) {
    requireRange("Receive Maximum", max, 1, 65_535);
    connect.receiveMaximum = max;
    return this;
  }

  /**
   * The largest packet accepted; a larger one ends the connection.
   *
   * @param bytes more than 1
   */
  public MqttClientBuilder maximumPacketSize(int bytes) {
    requireRange("Maximum Packet Size", bytes, 2, PacketSizes.LARGEST);
    connect.maximumPacketSize = bytes;
    return this;
  }

  /**
   * How many Topic Aliases the server may use, of 5.0.
   *
   * @param max 0 to 65535, 16 by default
   */
  public MqttClientBuilder topicAliasMaximum(int max) {
    requireRange("Topic Alias Maximum", max, 0, 65_535);
    connect.topicAliasMaximum = max;
    return this;
  }

  /**
   * How many messages of QoS 1 and 2 are on the way at once; never more than the server's Receive
   * Maximum. By default 1,000 with 5.0 and 20 before: there the server cannot tell what it takes,
   * and Mosquitto ends the connection over the 21st of QoS 2.
   *
   * @param max 1 to 32,767: half of the Packet Identifiers, so that some are left to subscribe
   */
  public MqttClientBuilder maxInFlight(int max) {
    requireRange("the number of messages in flight", max, 1, 32_767);
    maxInFlight = max;
    return this;
  }

  /**
   * What may wait to be sent, with or without a connection, and what goes when it is more. 10,000
   * messages, 8 MiB and dropping the oldest by default.
   *
   * @param maxMessages more than 0
   * @param maxBytes payloads and Topic Names together, more than 0
   */
  public MqttClientBuilder queue(int maxMessages, long maxBytes, OverflowPolicy policy) {
    requireRange("the number of queued messages", maxMessages, 1, Integer.MAX_VALUE);
    requireRange("the size of the queue", maxBytes, 1, Long.MAX_VALUE);
    maxQueuedMessages = maxMessages;
    maxQueuedBytes = maxBytes;
    overflow = Objects.requireNonNull(policy);
    return this;
  }

  /**
   * Where messages are kept that wait for want of a connection; in memory only by default. The
   * store's loop must be the client's.
   */
  public MqttClientBuilder queueStore(QueueStore keeps) {
    store = Objects.requireNonNull(keeps);
    return this;
  }

  /**
   * Changes a message that is published while there is no connection: it may be given the time when
   * it was taken, and whether the clock was set. Called on the publisher's thread.
   */
  public MqttClientBuilder whenOffline(UnaryOperator<Message> change) {
    whenOffline = Objects.requireNonNull(change);
    return this;
  }

  /**
   * Has each message belong to the connection that stands when it is published: without one it
   * fails at once, and with a lost one at the loss, instead of being sent on the next. For who says
   * all that is true anew after each connect, where a state of before would be a lie. Goes with
   * Clean Start, and without a store.
   */
  public MqttClientBuilder messagesEndWithConnection() {
    outboundEndsWithConnection = true;
    return this;
  }

  /**
   * Runs the handlers elsewhere than on the loop, one at a time and in order. While more messages
   * wait for them than this, the socket is not read: a handler must not wait for an answer of this
   * same client. By default they run on the loop, where they must not block.
   *
   * @param maxWaiting at least 1
   */
  public MqttClientBuilder handlerExecutor(Executor executor, int maxWaiting) {
    requireRange("the number of messages that wait", maxWaiting, 1, Integer.MAX_VALUE);
    handlerExecutor = Objects.requireNonNull(executor);
    maxWaitingMessages = maxWaiting;
    return this;
  }

  /**
   * Whether subscriptions carry Subscription Identifiers of the client's own, by which messages
   * find their handlers, as they do by default where the server of 5.0 has them. Without, Topic
   * Filters decide, and {@link SubscribeRequest#properties} may carry an identifier.
   */
  public MqttClientBuilder subscriptionIdentifiers(boolean use) {
    subscriptionIdentifiers = use;
    return this;
  }

  /**
   * Who gets messages that no subscription of this run is for: a session of an earlier run may have
   * some. Without one they are acknowledged and dropped.
   */
  public MqttClientBuilder unroutedHandler(MessageHandler handler, boolean manualAcknowledgement) {
    unrouted = Objects.requireNonNull(handler);
    unroutedManual = manualAcknowledgement;
    return this;
  }

  /** Connects again after a lost connection: in 1 s, then after pauses that double to a minute. */
  public MqttClientBuilder reconnect() {
    return reconnect(new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), new Random()));
  }

  /** Connects again after a lost connection; by default, and with null, it stays lost. */
  public MqttClientBuilder reconnect(Backoff delays) {
    backoff = delays;
    return this;
  }

  /** The source of random Client Identifiers; a secure one by default. */
  public MqttClientBuilder random(RandomGenerator source) {
    connect.random = source;
    return this;
  }

  /** Whether the listener hears of each packet; not by default. */
  public MqttClientBuilder tracePackets(boolean trace) {
    tracePackets = trace;
    return this;
  }

  private static Duration positive(Duration timeout) {
    requireRange("a timeout in ms", timeout.toMillis(), 1, Integer.MAX_VALUE);
    return timeout;
  }

  private static void requireRange(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " is " + min + " to " + max + ", not " + value);
    }
  }

  /**
   * A client that is not yet connected.
   *
   * @throws IllegalStateException where settings contradict each other, or an own event loop cannot
   *     be started
   */
  public MqttClient build() {
    if (connector == null && loop != null && !(loop instanceof SelectorLoop)) {
      throw new IllegalStateException("a loop without sockets needs a connector");
    }
    if (authentication != null && !connect.version.hasProperties()) {
      throw new IllegalStateException("enhanced authentication needs MQTT 5.0");
    }
    connect.complete();
    if (maxInFlight == 0) {
      maxInFlight = connect.version.hasProperties() ? 1_000 : 20;
    }
    return new MqttClient(this);
  }
}
