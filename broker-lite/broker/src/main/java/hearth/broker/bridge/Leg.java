package hearth.broker.bridge;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.io.net.Channel;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.PingResp;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicFilter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One direction of a bridge: a connection to the remote and one to the broker at home, which live
 * and die together. Each direction has connections of its own, so that the identifiers of its own
 * SUBSCRIBEs meet no others: where messages leave it subscribes at home, where they come at the
 * remote. On the loop's thread; its state is drawn in {@link LegState}.
 */
abstract class Leg {
  /** Keep Alive in deadlines: silence is noticed long before the remote would. */
  private static final int KEEP_ALIVE_DEADLINES = 3;

  private static final long NEVER = 0xFFFF_FFFFL;

  /** How often a clock that is not set is looked at. */
  private static final long CLOCK_NANOS = 5_000_000_000L;

  private static final long SECOND = 1_000_000_000L;

  /** Bytes a second of a link that is slow and not silent: 128 kbit/s. */
  private static final long SLOWEST_LINK = 16 << 10;

  final EventLoop loop;
  final BridgeSettings settings;
  final BridgeHome home;
  final BridgeCounts counts;
  private final List<BridgeServer> servers;
  private final Dialects dialects;
  private final ReconnectDelay delay;
  private final long deadlineNanos;

  private final LinkLog log;

  LegState state = LegState.WAITING;

  /** Null while there is none. */
  PacketStream remote;

  /** The connection at home; null while there is none. */
  PacketStream local;

  /** What the remote has said; null before. */
  RemoteLimits limits;

  private int server;
  private Dialect spoken;

  /** Whether a connection just before has shown what is spoken. */
  private boolean isAnew;

  private CompletableFuture<Channel> connecting;
  private Timer timer;
  private long runningSince;
  private long pingedAt;

  /** When the remote was asked for a subscription; null where it owes no answer to that. */
  private Long subscribedAt;

  /** Pings that the remote has not answered yet. */
  private int pingsOut;

  /** How many of them were sent before one that was answered: they say nothing more than that. */
  private int pingsBehind;

  /** How many of them were sent before the SUBSCRIBE; below 0 once a later one was answered. */
  private int pingsBeforeSubscribe;

  private String lastFailure;

  Leg(Bridge.Parts parts, BridgeCounts counts, String direction) {
    this.loop = parts.loop();
    this.settings = parts.settings();
    this.home = parts.home();
    this.servers = parts.servers();
    this.counts = counts;
    this.log = new LinkLog(settings.name() + ", " + direction, loop.clock());
    this.dialects = new Dialects(settings.version(), servers.size());
    this.delay = new ReconnectDelay(servers.size(), settings.reconnectWithin(), parts.random());
    this.deadlineNanos = settings.deadline().toNanos();
  }

  // ---- what the directions differ in

  /** The session at home is made ready; {@link #connect} follows. */
  abstract void begin();

  /** The CONNECT to the remote. */
  abstract Connect connectPacket(MqttVersion version);

  /** The remote has let it in: the session at home is opened, then {@link #running} follows. */
  abstract void accepted();

  /** What the remote is to publish when the link dies; null for nothing. */
  Will will(MqttVersion version) {
    return null;
  }

  /** The remote refuses the connection; it is tried again. */
  void refused(ReasonCode code) {}

  abstract void onRemotePacket(ControlPacket packet) throws MqttProtocolException;

  /** The remote has answered a ping: it has read all that was sent before. */
  void onPingAnswered() {}

  /** What was sent to the remote, and had piled up, has gone. */
  void onRemoteWritable() {}

  /** Whether the remote is to be asked sooner whether it reads what it is sent. */
  boolean awaitsAnswers() {
    return false;
  }

  /** Bytes that must reach the remote before it can answer. */
  long unansweredBytes() {
    return 0;
  }

  abstract void onHomePacket(ControlPacket packet) throws MqttProtocolException;

  /** Whether what the remote sends has to wait for more than room. */
  boolean mustWait() {
    return false;
  }

  /**
   * Both connections are gone; what belonged to them is forgotten.
   *
   * @param byRemote whether the remote has ended its connection while it ran
   */
  abstract void disconnected(boolean byRemote);

  // ---- the way to RUNNING

  final void start() {
    state = LegState.AT_HOME;
    begin();
  }

  /** Ends the connection in order, and asks the same server again in the same version. */
  final void connectAnew() {
    remote.end();
    remote = null;
    dropConnections();
    connect(true);
  }

  /** Asks the next server. */
  final void connect() {
    connect(false);
  }

  private void connect(boolean anew) {
    isAnew = anew;
    BridgeServer to = servers.get(server);
    if (to.clockAfter() != null && loop.clock().wallTime().isBefore(to.clockAfter())) {
      awaitClock();
      return;
    }
    state = LegState.CONNECTING;
    watch(
        deadlineNanos, () -> failed("no answer within " + settings.deadline().toSeconds() + " s"));
    CompletableFuture<Channel> attempt =
        to.connector().connect(to.host(), to.port(), deadlineNanos);
    connecting = attempt;
    attempt.whenComplete(
        (channel, failure) -> {
          if (connecting != attempt) {
            return; // given up
          }
          connecting = null;
          if (failure != null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            failed(failure.getMessage() == null ? cause.getMessage() : failure.getMessage());
          } else {
            connected(channel);
          }
        });
  }

  /** A Pi has no battery for its clock: no certificate is valid in 1970. */
  private void awaitClock() {
    state = LegState.WAITING;
    report(
        "the clock of this machine is not set, it shows "
            + loop.clock().wallTime().truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10)
            + "; certificates are judged by it, so the connection waits until it is");
    watch(CLOCK_NANOS, this::start);
  }

  private void connected(Channel channel) {
    state = LegState.AWAITING_CONNACK;
    pingsOut = 0;
    pingsBehind = 0;
    if (!isAnew) {
      spoken = dialects.next(server);
    }
    remote =
        new PacketStream(
            loop.clock(), channel, spoken.version, home.maximumPacketSize(), new RemoteListener());
    remote.send(connectPacket(spoken.version));
  }

  /** A CONNECT with what all have in common. */
  final Connect connect(
      MqttVersion version, boolean cleanStart, String clientIdentifier, Properties properties) {
    long keepAlive = KEEP_ALIVE_DEADLINES * settings.deadline().toSeconds();
    return new Connect(
        version,
        cleanStart,
        (int) Math.min(0xFFFF, Math.max(1, keepAlive)),
        clientIdentifier,
        will(version),
        settings.userName(),
        settings.password(),
        version.hasProperties() ? properties : Properties.NONE,
        spoken.saysBridge);
  }

  private final class RemoteListener implements PacketStream.Listener {
    @Override
    public void onPacket(ControlPacket packet) throws MqttProtocolException {
      if (packet instanceof PingResp) {
        pingAnswered();
        return;
      }
      if (packet instanceof SubAck) {
        subscribedAt = null;
      }
      if (packet instanceof Disconnect farewell) {
        broken("it disconnects: " + farewell.reasonCode());
      } else if (packet instanceof ConnAck answer && state == LegState.AWAITING_CONNACK) {
        answered(answer);
      } else if (state == LegState.SPLICING || state == LegState.RUNNING) {
        onRemotePacket(packet);
        readOnOrNot();
      } else {
        throw new MqttProtocolException(
            ReasonCode.PROTOCOL_ERROR, "it sent " + packet.type() + " where it may not");
      }
    }

    @Override
    public void onBroken(String why) {
      broken(why);
    }

    @Override
    public void onWritable() {
      onRemoteWritable();
      readOnOrNot();
    }

    private void broken(String why) {
      if (state == LegState.AWAITING_CONNACK && !isAnew && dialects.closedUnanswered(server)) {
        dropConnections();
        connect(); // at once, in the version of before
      } else {
        lost(why);
      }
    }
  }

  /**
   * Behind a large message on a slow line many pings pile up, which are all answered at once, and
   * perhaps before the message: of those the first alone counts.
   */
  private void pingAnswered() {
    pingsOut = Math.max(0, pingsOut - 1);
    pingsBeforeSubscribe--;
    if (pingsBehind > 0) {
      pingsBehind--;
    } else {
      pingsBehind = pingsOut;
      onPingAnswered();
    }
  }

  /** Asks the remote; where it answers pings alone, this is silence, too. */
  final void subscribe(Subscribe packet) {
    pingsBeforeSubscribe = pingsOut;
    subscribedAt = loop.clock().nanoTime();
    remote.send(packet);
  }

  private void answered(ConnAck answer) {
    ReasonCode code = answer.reasonCode();
    if (code == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION && dialects.refused(server)) {
      dropConnections();
      connect();
    } else if (code.isError()) {
      refused(code);
      failed("it refuses the connection: " + code);
    } else {
      if (!isAnew) {
        dialects.accepted(server);
      }
      limits = RemoteLimits.of(remote.version(), answer);
      state = LegState.SPLICING;
      watchSilence();
      accepted();
    }
  }

  /** Opens the session at home. */
  final void openHome(
      String clientIdentifier, boolean cleanStart, boolean lasts, int receiveMaximum) {
    local =
        new PacketStream(
            loop.clock(),
            home.connect(),
            MqttVersion.V5,
            Integer.MAX_VALUE,
            new PacketStream.Listener() {
              @Override
              public void onPacket(ControlPacket packet) throws MqttProtocolException {
                if (packet instanceof Disconnect farewell) {
                  failed("the broker at home ends its session: " + farewell.reasonCode());
                } else {
                  onHomePacket(packet);
                }
              }

              @Override
              public void onBroken(String why) {
                failed("the broker at home ends its session: " + why);
              }

              @Override
              public void onWritable() {
                readOnOrNot();
              }
            });
    Properties.Builder asked =
        Properties.builder().add(Property.RECEIVE_MAXIMUM, Math.max(1, receiveMaximum));
    if (lasts) {
      asked.add(Property.SESSION_EXPIRY_INTERVAL, NEVER);
    }
    local.send(
        new Connect(
            MqttVersion.V5, cleanStart, 0, clientIdentifier, null, null, null, asked.build()));
  }

  /**
   * The remote is read no further while the home has not taken what came, or the remote has not
   * what it is answered: either would fill the memory.
   */
  final void readOnOrNot() {
    if (remote == null) {
      return;
    }
    if (mustWait() || remote.isFull() || (local != null && local.isFull())) {
      remote.pauseReading();
    } else {
      remote.resumeReading();
    }
  }

  /** Takes the broker's word at home; false, and all is over, where it refuses. */
  final boolean isWelcomed(ConnAck answer) {
    if (answer.reasonCode().isError()) {
      failed("the broker at home refuses the bridge: " + answer.reasonCode());
      return false;
    }
    return true;
  }

  final void running() {
    state = LegState.RUNNING;
    runningSince = loop.clock().nanoTime();
    lastFailure = null;
    log.connected(
        "%s (%s) by MQTT %s, %s"
            .formatted(
                server(),
                remote.peer(),
                spoken.words,
                limits.sessionPresent() ? "its session goes on" : "with a new session"));
  }

  // ---- silence

  /**
   * By what is received alone: what is sent into a dead link is taken by the system for minutes. A
   * large message needs its time on a slow link, and comes first.
   */
  private void watchSilence() {
    long silence = remote.silence();
    long allowed = deadlineNanos + unansweredBytes() * SECOND / SLOWEST_LINK;
    if (silence >= allowed) {
      failed("it has been silent for " + silence / 1_000_000_000L + " s");
      return;
    }
    long quiet = deadlineNanos / (awaitsAnswers() ? 3 : 2);
    long now = loop.clock().nanoTime();
    long untilSubscribed = subscribedAt == null ? deadlineNanos : subscribedAt + allowed - now;
    if (untilSubscribed <= 0 && pingsBeforeSubscribe >= 0) {
      untilSubscribed = quiet; // what it sends first has not all come yet
    } else if (untilSubscribed <= 0) {
      failed("it has not answered a SUBSCRIBE for " + (now - subscribedAt) / SECOND + " s");
      return;
    }
    long sendWithin = sendWithin();
    if (silence >= quiet || now - pingedAt >= sendWithin) {
      pingedAt = now;
      pingsOut++;
      remote.send(PingReq.INSTANCE);
    }
    long untilJudged = silence >= quiet ? allowed - silence : quiet - silence;
    long next = Math.min(Math.min(untilJudged, untilSubscribed), Math.min(quiet, sendWithin));
    watch(next, this::watchSilence);
  }

  /** Half of what the remote takes for silence of ours [MQTT-3.2.2-21]. */
  private long sendWithin() {
    long keepAlive = limits.keepAlive() * SECOND / 2;
    return keepAlive <= 0 ? deadlineNanos : Math.min(deadlineNanos, keepAlive);
  }

  private void watch(long nanos, Runnable then) {
    if (timer != null) {
      timer.cancel();
    }
    timer = loop.schedule(nanos, then);
  }

  // ---- the end of a connection

  /** The remote has ended it. */
  private void lost(String why) {
    disconnect(state == LegState.RUNNING, why);
  }

  /** It cannot go on. */
  final void failed(String why) {
    disconnect(false, why);
  }

  private void disconnect(boolean byRemote, String why) {
    if (state == LegState.ENDED || state == LegState.WAITING) {
      return;
    }
    boolean ran = state == LegState.RUNNING;
    long lasted = ran ? loop.clock().nanoTime() - runningSince : 0;
    report(why);
    dropConnections();
    disconnected(byRemote);
    server = (server + 1) % servers.size();
    state = LegState.WAITING;
    watch(delay.after(lasted), this::start);
  }

  private void report(String why) {
    lastFailure = why;
    log.failed(server(), why);
  }

  /** What is asked for only to see what the remote says; nobody publishes it. */
  static TopicFilter probe(String clientIdentifier) {
    return TopicFilter.of("hearth-probe/" + clientIdentifier.replaceAll("[#+/]", "-"));
  }

  /** How many may be asked. */
  final int servers() {
    return servers.size();
  }

  /** Asks the next one where this one is asked. */
  final void leave(BridgeServer left, String why) {
    if (server().equals(left)) {
      failed(why);
    }
  }

  final BridgeServer server() {
    return servers.get(server);
  }

  private void dropConnections() {
    CompletableFuture<Channel> attempt = connecting;
    connecting = null;
    if (attempt != null) {
      attempt.cancel(false);
    }
    if (remote != null) {
      remote.abort();
    }
    closeHome();
    remote = null;
    limits = null;
    subscribedAt = null;
  }

  /** What was sent there still arrives. */
  final void closeHome() {
    if (local != null) {
      local.end();
      local = null;
    }
  }

  /** Ends both connections in order, for good. */
  final void end() {
    if (state == LegState.ENDED) {
      return;
    }
    if (timer != null) {
      timer.cancel();
    }
    if (remote != null) {
      remote.end();
      remote = null;
    }
    dropConnections();
    disconnected(false);
    state = LegState.ENDED;
  }

  /** Whether all that is to pass does. */
  boolean isWhole() {
    return state == LegState.RUNNING;
  }

  /** For people. */
  String said() {
    return switch (state) {
      case RUNNING -> "connected to " + server();
      case WAITING, CONNECTING, AWAITING_CONNACK, SPLICING ->
          lastFailure == null ? "connecting to " + server() : "not connected: " + lastFailure;
      case AT_HOME -> "starting";
      case ENDED -> "ended";
    };
  }
}
