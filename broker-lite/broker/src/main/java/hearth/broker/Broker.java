package hearth.broker;

import hearth.broker.access.ConnectionRates;
import hearth.broker.access.Refusal;
import hearth.broker.account.Account;
import hearth.broker.account.Limit;
import hearth.broker.account.Owners;
import hearth.broker.connection.Admissions;
import hearth.broker.connection.Authenticator;
import hearth.broker.connection.BrokerContext;
import hearth.broker.connection.ClientInfo;
import hearth.broker.connection.Connection;
import hearth.broker.connection.CurrentPublisher;
import hearth.broker.connection.LargePacketPacer;
import hearth.broker.connection.MemoryGauge;
import hearth.broker.connection.OverloadGuard;
import hearth.broker.journal.Compaction;
import hearth.broker.journal.JournalReplay;
import hearth.broker.journal.SessionRestorer;
import hearth.broker.journal.StoreJournal;
import hearth.broker.log.ClientLog;
import hearth.broker.log.DropLog;
import hearth.broker.log.RefusalListener;
import hearth.broker.message.Message;
import hearth.broker.recorder.HistoryQueries;
import hearth.broker.recorder.PayloadReader;
import hearth.broker.recorder.RecordedTopics;
import hearth.broker.recorder.Recorder;
import hearth.broker.recorder.RecorderSettings;
import hearth.broker.routing.RetainedMessages;
import hearth.broker.routing.Router;
import hearth.broker.routing.Sessions;
import hearth.broker.routing.Subscriptions;
import hearth.broker.routing.Wills;
import hearth.broker.session.Authority;
import hearth.broker.session.CurrentAuthority;
import hearth.broker.session.Journal;
import hearth.broker.session.Overload;
import hearth.broker.session.Session;
import hearth.broker.session.Statistics;
import hearth.broker.sys.SystemTopics;
import hearth.io.file.AppendLog;
import hearth.io.loop.EventLoop;
import hearth.io.net.Channel;
import hearth.io.net.Peer;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.SipHash;
import hearth.protocol.topic.TopicName;
import hearth.protocol.topic.TopicNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.tinylog.Logger;

/**
 * An MQTT broker: give it channels by {@link #admit} and {@link #accept}. All of its state belongs
 * to the thread of its loop, on which every method is called; there are no locks.
 */
public final class Broker {
  private final BrokerSettings settings;
  private final Statistics statistics;
  private final Overload overload = new Overload();
  private final RetainedMessages retained;
  private final SystemTopics systemTopics;
  private final BrokerContext context;

  /** Each knows its place. */
  private final List<Connection> connections = new ArrayList<>();

  private final Consumer<Connection> closed = this::closed;
  private final Admissions admissions;
  private final ConnectionRates rates;

  /**
   * @param journal where state that must survive is written
   * @param refusals hears of everybody who was refused
   * @param random for Client Identifiers that the broker assigns, and for keys of hash tables
   * @param memory of the whole program
   */
  public Broker(
      EventLoop loop,
      BrokerSettings settings,
      Journal journal,
      RefusalListener refusals,
      RandomGenerator random,
      MemoryGauge memory) {
    this.settings = settings;
    this.rates = new ConnectionRates(settings.connectionsPerSecond());
    this.statistics = new Statistics(new DropLog(loop)::dropped);
    Owners owners = settings.owners();
    this.admissions =
        new Admissions(loop, owners, settings.connections(), settings.connectionsPerHost());
    SipHash hash = SipHash.of(random);
    Subscriptions subscriptions = new Subscriptions(loop, hash);
    this.retained = new RetainedMessages(settings.retainedMessages(), owners, hash);
    CurrentAuthority authority = new CurrentAuthority();
    Router router =
        new Router(subscriptions, retained, journal, statistics, overload, authority, loop);
    Sessions sessions =
        new Sessions(
            loop,
            subscriptions,
            router,
            journal,
            statistics,
            overload,
            owners,
            settings.session(),
            hash);
    Wills wills = new Wills(loop, router, journal, owners, authority, refusals);
    sessions.whenEnded(wills::sessionEnded);
    this.systemTopics =
        new SystemTopics(
            loop,
            settings.version(),
            subscriptions,
            router,
            retained,
            sessions,
            statistics,
            owners.whole());
    this.context =
        new BrokerContext(
            loop,
            sessions,
            subscriptions,
            router,
            wills,
            journal,
            systemTopics,
            statistics,
            overload,
            owners,
            authority,
            admissions,
            settings.connection(),
            new TopicNames(),
            new OverloadGuard(
                loop, owners.whole(), settings.memoryBytes(), memory, overload, () -> connections),
            new LargePacketPacer(loop),
            new CurrentPublisher(),
            refusals,
            new ClientLog(loop),
            random);
  }

  /**
   * Counts a socket from the moment it is accepted, before any handshake.
   *
   * @param handshakeBytes memory that it takes until its client is let in, beside its packets
   * @return false where there are too many: it is aborted then
   */
  public boolean admit(Channel channel, int handshakeBytes) {
    statistics.connectionsAccepted++;
    Peer peer = channel.peer();
    String why = tooFast(peer.network());
    why = why == null ? admissions.begin(channel, handshakeBytes) : why;
    if (why != null) {
      statistics.connectionsRefused++;
      context.refusals().refused(peer, null, null, "connect", ReasonCode.SERVER_BUSY, why);
      channel.abort();
      return false;
    }
    channel.whenClosed(admissions::closed);
    return true;
  }

  private String tooFast(String network) {
    return rates.admits(network, context.loop().clock().nanoTime())
        ? null
        : "this address opens more than "
            + settings.connectionsPerSecond()
            + " connections a second ("
            + Limit.CONNECTIONS_PER_SECOND
            + ")";
  }

  /**
   * Serves a channel.
   *
   * @param authenticator who decides about clients of this listener
   */
  public void accept(Channel channel, Authenticator authenticator) {
    Connection opened = new Connection(context, channel, authenticator, closed);
    opened.index(connections.size());
    connections.add(opened);
    opened.open();
  }

  /** Ends the connection of a channel whose client is no longer believed, without its Will. */
  public void cutOff(Channel channel) {
    List.copyOf(connections).stream()
        .filter(each -> each.isOn(channel))
        .forEach(Connection::cutOff);
    channel.abort();
  }

  /** The last one takes the place of one that goes. */
  private void closed(Connection connection) {
    Connection last = connections.remove(connections.size() - 1);
    if (last != connection) {
      last.index(connection.index());
      connections.set(connection.index(), last);
    }
  }

  /** Ends all connections because the broker stops, last those that can hear the Wills. */
  public void shutDown() {
    List<Connection> order = new ArrayList<>(connections);
    order.sort(Comparator.comparing(connection -> !connection.hasWill()));
    for (Connection connection : order) {
      connection.close(ReasonCode.SERVER_SHUTTING_DOWN, "the broker is stopping");
    }
  }

  /** Who there is and who may what, before anybody has connected. */
  public void authority(Authority authority) {
    context.authority().set(authority);
  }

  /**
   * Users or rules have changed: from now on everybody is held to the new ones. Who would not be
   * let in any more is disconnected, and the sessions of users that are gone end, as do those whose
   * Client Identifier is another's now.
   */
  public void usersChanged() {
    CurrentAuthority authority = context.authority();
    authority.changed();
    for (Session session : context.sessions().all()) {
      String user = session.userName();
      session.owner(user, authority.permissions(user, session.clientIdentifier()));
      session.rulesChanged();
    }
    context.subscriptions().routesChanged();
    // Only now: the Wills of those who go reach nobody by the old rules.
    List.copyOf(connections).forEach(Connection::endIfRevoked);
    endForfeitedSessions();
  }

  /** Of those with a connection it is the connection that says whether it may stay. */
  private void endForfeitedSessions() {
    CurrentAuthority authority = context.authority();
    for (Session session : List.copyOf(context.sessions().all())) {
      String user = session.userName();
      boolean isGone = authority.isGone(user);
      boolean ends = isGone || !authority.mayOwn(user, session.clientIdentifier());
      if (session.holder() == null && ends) {
        Logger.info(
            "The session of {} ends, since its {}",
            Refusal.who(session.clientIdentifier(), user),
            isGone ? "user is gone" : "Client Identifier is another's by the acl_file");
        context.sessions().end(session);
      }
    }
  }

  /** How many connections are served, those not let in yet included. */
  public int connections() {
    return connections.size();
  }

  /**
   * Puts back what the journal holds, of users who are still there; called once, before the first
   * {@link #accept}.
   *
   * @param authority as for {@link #authority}
   */
  public void restore(JournalReplay state, Authority authority) {
    authority(authority);
    context.authority().changed();
    new SessionRestorer(
            context.sessions(),
            context.subscriptions(),
            retained,
            context.wills(),
            context.journal(),
            authority)
        .restore(state);
    endForfeitedSessions();
  }

  /**
   * Lets the journal make its log smaller when most of it is history.
   *
   * @param liveBytes how much of it is not, about
   */
  public void compact(StoreJournal journal, AppendLog log, long liveBytes) {
    journal.compactWith(
        new Compaction(
            context.loop(),
            log,
            journal,
            context.sessions(),
            retained,
            context.wills(),
            liveBytes));
  }

  /** The session of a Client Identifier, or null. */
  public Session session(String clientIdentifier) {
    return context.sessions().get(clientIdentifier);
  }

  /**
   * Records what was, from now on; called once, after {@link #restore}.
   *
   * @param reader of what devices say of themselves
   * @param made makes the recorder, with the account below which it holds memory
   */
  public Recorder record(
      RecorderSettings recorded, PayloadReader reader, Function<Account, Recorder> made) {
    Recorder recorder = made.apply(memory().open("the recorder"));
    RecordedTopics topics =
        new RecordedTopics(
            context.loop(),
            recorder,
            reader,
            recorded.topics(),
            retained::get,
            context.subscriptions()::routesChanged,
            said -> Logger.warn("{}", said));
    IntStream.range(0, retained.size()).mapToObj(retained::at).toList().forEach(topics::restored);
    context.subscriptions().tap(topics);
    systemTopics.history(new HistoryQueries(context.loop(), recorder));
    systemTopics.add("recorder/bytes/written", recorder::bytesWritten);
    systemTopics.add("recorder/lost", recorder::lost);
    return recorder;
  }

  /**
   * Publishes a message of the program itself, retained: the last of its topic counts.
   *
   * @param payload empty to remove it
   */
  public void publishRetained(TopicName topic, byte[] payload) {
    Message message =
        new Message(topic, payload, QoS.AT_MOST_ONCE, true, Properties.NONE, null, Message.NEVER);
    context.router().route(message, null, 0);
  }

  /**
   * The first clients that are connected.
   *
   * @param max how many at the most; their number is in {@link #connections}
   */
  public List<ClientInfo> clients(int max) {
    context.loop().charge(Math.min(max, connections.size()));
    return connections.stream()
        .map(Connection::client)
        .filter(Objects::nonNull)
        .limit(max)
        .toList();
  }

  /** How many sessions there are, those of clients that are away included. */
  public int sessions() {
    return context.sessions().all().size();
  }

  public int subscriptions() {
    return context.subscriptions().size();
  }

  /** How many messages are retained. */
  public int retainedMessages() {
    return retained.size();
  }

  /** Whether something is retained of a topic. */
  public boolean isRetained(TopicName topic) {
    return retained.get(topic) != null;
  }

  /** To add topics of other parts of the program to {@code $SYS}. */
  public SystemTopics systemTopics() {
    return systemTopics;
  }

  /** All memory that is held for clients. */
  public Account memory() {
    return context.owners().whole();
  }

  /** Brings the account up to what clients have not taken by now. */
  public void measure() {
    connections.forEach(Connection::measure);
  }

  public Statistics statistics() {
    return statistics;
  }

  /** How short memory is. */
  Overload overload() {
    return overload;
  }
}
