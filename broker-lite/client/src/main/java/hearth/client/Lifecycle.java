package hearth.client;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.io.net.Channel;
import hearth.io.net.Connector;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Brings connections about, ends them, and brings them back: holds the {@link ConnectionState}. On
 * the loop's thread, but for {@link #state}.
 */
final class Lifecycle {
  /** A connection that lived as long as this was a good one: the delays begin anew. */
  private static final long STABLE_NANOS = Duration.ofSeconds(10).toNanos();

  private final EventLoop loop;
  private final MqttClientBuilder options;
  private final ClientListener listener;
  private final Session session;
  private final Function<ServerUri, Connector> connectors;
  private final List<CompletableFuture<Connected>> awaitingConnection = new ArrayList<>();
  private final List<CompletableFuture<Void>> awaitingEnd = new ArrayList<>();
  private volatile ConnectionState state = ConnectionState.DISCONNECTED;
  private Connect connect;
  private final Terms terms;
  private int attempts;
  private boolean reconnects;
  private boolean hasConnected;
  private Attempt current;
  private Timer retry;

  Lifecycle(
      EventLoop loop,
      Function<ServerUri, Connector> connectors,
      MqttClientBuilder options,
      Session session) {
    this.connectors = connectors;
    this.loop = loop;
    this.options = options;
    this.listener = options.listener;
    this.session = session;
    this.connect = options.connect.packet();
    this.terms = new Terms(options);
  }

  /** From any thread. */
  ConnectionState state() {
    return state;
  }

  private void become(ConnectionState next) {
    ConnectionState before = state;
    if (!before.mayBecome(next)) {
      throw new IllegalStateException("a client that is " + before + " cannot become " + next);
    }
    state = next;
    listener.onStateChange(before, next);
  }

  /**
   * Wants a connection, and does not wait for a delay to be over.
   *
   * @param keepTrying whether a failed attempt is followed by another, as a lost connection is
   */
  void connect(boolean keepTrying, CompletableFuture<Connected> future) {
    if (state == ConnectionState.CLOSED) {
      future.completeExceptionally(new MqttException("the client is closed"));
    } else if (state == ConnectionState.DISCONNECTING) {
      future.completeExceptionally(
          new MqttException("the client is disconnecting; wait for that before connecting"));
    } else if (state == ConnectionState.CONNECTED) {
      future.complete(current.connected);
    } else {
      awaitingConnection.add(future);
      bringAbout(keepTrying && options.backoff != null);
    }
  }

  private void bringAbout(boolean keepTrying) {
    if (state == ConnectionState.WAITING) {
      retry.cancel();
      new Attempt().start();
    } else if (state == ConnectionState.DISCONNECTED) {
      reconnects = keepTrying;
      new Attempt().start();
    } else {
      reconnects |= keepTrying;
    }
  }

  private void established(Connected connected) {
    boolean resumed = connected.sessionPresent() || mayBePresent();
    reconnects = options.backoff != null;
    hasConnected = true;
    connect = next(connected);
    become(ConnectionState.CONNECTED);
    session.begin(current.connection, connected, resumed);
    List<CompletableFuture<Connected>> waiting = List.copyOf(awaitingConnection);
    awaitingConnection.clear();
    waiting.forEach(future -> future.complete(connected));
    listener.onConnected(connected);
  }

  /** A server of 3.1 does not tell; it keeps the session of who does not ask for a clean one. */
  private boolean mayBePresent() {
    return connect.version() == MqttVersion.V3_1 && !connect.cleanStart() && hasConnected;
  }

  /**
   * The CONNECT of the connection after this one: by the same name [MQTT-3.1.3-2], and to the same
   * session. Clean Start would end it [MQTT-3.1.2-4]; before 5.0 Clean Session has ended it anyway
   * [MQTT3-3.1.2-6], and without it goes on [MQTT3-3.1.2-4].
   */
  private Connect next(Connected connected) {
    boolean kept = connected.version().hasProperties() && connected.sessionExpiryInterval() > 0;
    return new Connect(
        connect.version(),
        connect.cleanStart() && !kept,
        connect.keepAlive(),
        connected.clientIdentifier(),
        connect.will(),
        connect.userName(),
        connect.password(),
        connect.properties());
  }

  /** The current attempt, or the connection that came of it, is over. */
  private void over(MqttException cause) {
    current = null;
    String instead = terms.after(cause);
    if (instead != null) {
      listener.onNotice(instead);
      become(ConnectionState.WAITING);
      retry = loop.schedule(0, () -> new Attempt().start());
      return;
    }
    if (!reconnects) {
      become(ConnectionState.DISCONNECTED);
      ended(cause);
      listener.onDisconnected(cause, null);
      return;
    }
    long delay = options.backoff.nextNanos();
    retry = loop.schedule(delay, () -> new Attempt().start());
    become(ConnectionState.WAITING);
    listener.onDisconnected(cause, Duration.ofNanos(delay));
  }

  private void ended(MqttException cause) {
    MqttException why = cause == null ? new MqttException("the client was disconnected") : cause;
    List<CompletableFuture<Connected>> failed = List.copyOf(awaitingConnection);
    awaitingConnection.clear();
    failed.forEach(future -> future.completeExceptionally(why));
    List<CompletableFuture<Void>> done = List.copyOf(awaitingEnd);
    awaitingEnd.clear();
    done.forEach(future -> future.complete(null));
  }

  void disconnect(Disconnect packet, CompletableFuture<Void> future) {
    awaitingEnd.add(future);
    reconnects = false;
    if (state == ConnectionState.CONNECTED) {
      become(ConnectionState.DISCONNECTING);
      current.connection.disconnect(packet);
    } else if (state == ConnectionState.WAITING) {
      retry.cancel();
      over(null);
    } else if (current != null && state != ConnectionState.DISCONNECTING) {
      current.cancel();
      over(null);
    } else if (state != ConnectionState.DISCONNECTING) {
      ended(null);
    }
  }

  void reauthenticate(CompletableFuture<Void> future) {
    AuthenticationExchange exchange =
        state == ConnectionState.CONNECTED ? current.connection.authentication() : null;
    if (exchange == null) {
      future.completeExceptionally(
          new MqttException( // [MQTT-4.12.0-7]
              "there is no connection with enhanced authentication to authenticate again"));
      return;
    }
    exchange.reauthenticate(future);
  }

  /** After {@link #disconnect}: nothing works any more. */
  void close() {
    if (state != ConnectionState.CLOSED) {
      become(ConnectionState.CLOSED);
      session.close(new MqttException("the client is closed"));
    }
  }

  /** One attempt to connect, and the connection that comes of it. */
  private final class Attempt implements Connection.Owner {
    private Connection connection;
    private Connected connected;
    private CompletableFuture<Channel> opening;
    private Timer timeout;
    private long since;

    void start() {
      current = this;
      become(ConnectionState.CONNECTING);
      timeout = loop.schedule(options.connectTimeout.toNanos(), this::timedOut);
      ServerUri server = options.servers.get(attempts++ % options.servers.size());
      opening =
          connectors
              .apply(server)
              .connect(server.host(), server.port(), options.connectTimeout.toNanos());
      opening.whenComplete(
          (channel, failure) -> {
            if (failure == null) {
              opened(channel);
            } else {
              failed(failure);
            }
          });
    }

    private void opened(Channel channel) {
      if (current != this) {
        channel.abort();
        return;
      }
      become(ConnectionState.HANDSHAKING);
      terms.begin();
      connection =
          new Connection(
              loop, channel, terms.adapted(connect), terms.authentication(), options, this);
      connection.open();
    }

    private void failed(Throwable cause) {
      if (current == this) {
        timeout.cancel();
        over(new MqttException(cause.getMessage(), cause));
      }
    }

    private void timedOut() {
      terms.silent();
      MqttException why =
          new MqttException(
              "the server did not answer within " + options.connectTimeout.toSeconds() + " s");
      if (connection != null) {
        connection.abort(why);
      } else {
        over(why);
        opening.cancel(false);
      }
    }

    /** Nobody waits for it any more. */
    void cancel() {
      timeout.cancel();
      current = null;
      opening.cancel(false);
      if (connection != null) {
        connection.abort(null);
      }
    }

    @Override
    public void onEstablished(Connected accepted) {
      timeout.cancel();
      terms.agreed();
      connected = accepted;
      since = loop.clock().nanoTime();
      established(accepted);
    }

    @Override
    public void onPacket(ControlPacket packet) throws MqttProtocolException {
      session.onPacket(packet);
    }

    @Override
    public void onWritable() {
      session.publisher().onWritable();
    }

    @Override
    public void onEnding() {
      if (connected != null) {
        session.suspend();
      }
    }

    @Override
    public void onClosed(MqttException cause) {
      timeout.cancel();
      if (current != this) {
        return;
      }
      boolean good = connected != null && loop.clock().nanoTime() - since >= STABLE_NANOS;
      if (good && options.backoff != null) {
        options.backoff.reset();
      }
      over(cause);
    }
  }
}
