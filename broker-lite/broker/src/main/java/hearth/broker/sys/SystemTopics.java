package hearth.broker.sys;

import hearth.broker.account.Account;
import hearth.broker.account.Kind;
import hearth.broker.message.Message;
import hearth.broker.recorder.HistoryQueries;
import hearth.broker.routing.RetainedMessages;
import hearth.broker.routing.Router;
import hearth.broker.routing.Sessions;
import hearth.broker.routing.Subscriptions;
import hearth.broker.session.Session;
import hearth.broker.session.SessionSubscription;
import hearth.broker.session.Statistics;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The broker's own topics, below {@code $SYS/broker}, under the names that users of Mosquitto know.
 * Made while somebody listens: a new subscriber gets all values at once, then those that changed.
 */
public final class SystemTopics {
  private static final long INTERVAL_NANOS = 10_000_000_000L;

  /** A text is made for each, and encoded. */
  private static final int WORK_OF_A_VALUE = 16;

  private final EventLoop loop;
  private final Subscriptions subscriptions;
  private final Router router;
  private final Map<TopicName, Supplier<String>> values = new LinkedHashMap<>();
  private final Map<TopicName, HeldList<?>> lists = new LinkedHashMap<>();
  private final Map<String, Function<Session, String>> personal = new HashMap<>();
  private final Map<TopicName, SystemRequest> requests = new HashMap<>();
  private final Map<TopicName, String> last = new LinkedHashMap<>();
  private final String version;
  private final long started;
  private final RetainedMessages retained;
  private final Sessions sessions;
  private final Statistics statistics;
  private final Account whole;

  /** Null, as is most of the values, until somebody listens for the first time. */
  private LoadAverages loads;

  private Timer timer;

  private HistoryTopics history = new HistoryTopics(null);

  public SystemTopics(
      EventLoop loop,
      String version,
      Subscriptions subscriptions,
      Router router,
      RetainedMessages retained,
      Sessions sessions,
      Statistics statistics,
      Account whole) {
    this.loop = loop;
    this.version = version;
    this.subscriptions = subscriptions;
    this.router = router;
    this.retained = retained;
    this.sessions = sessions;
    this.statistics = statistics;
    this.whole = whole;
    this.started = loop.clock().nanoTime();
  }

  private void addOwn() {
    loads = new LoadAverages(statistics, loop.clock().nanoTime());
    add("version", () -> version);
    add("uptime", () -> (loop.clock().nanoTime() - started) / 1_000_000_000L + " seconds");
    add("clients/total", () -> sessions.all().size());
    add("clients/connected", () -> statistics.connections);
    add("clients/disconnected", () -> sessions.all().size() - statistics.connections);
    add("clients/maximum", () -> statistics.connectionsMaximum);
    add("clients/expired", () -> statistics.sessionsDisplaced);
    add("clients/refused", () -> statistics.connectionsRefused);
    add("messages/received", () -> statistics.packetsReceived);
    add("messages/sent", () -> statistics.packetsSent);
    add("messages/stored", () -> retained.size() + statistics.queuedMessages());
    add("store/messages/count", () -> retained.size() + statistics.queuedMessages());
    add(
        "store/messages/bytes",
        () ->
            whole.held(Kind.RETAINED)
                + whole.held(Kind.QUEUED)
                + whole.held(Kind.ON_DISK)
                + whole.held(Kind.ON_DISK_FOR_BRIDGE));
    add("publish/messages/received", () -> statistics.publishesReceived);
    add("publish/messages/sent", () -> statistics.publishesSent);
    add("publish/messages/dropped", () -> statistics.publishesDropped);
    add("publish/messages/expired", () -> statistics.publishesExpired);
    add("retained messages/count", retained::size);
    add("retained messages/refused", () -> statistics.retainedRefused);
    add("subscriptions/count", subscriptions::size);
    add("shared_subscriptions/count", subscriptions::sharedSize);
    add("bytes/received", () -> statistics.bytesReceived);
    add("bytes/sent", () -> statistics.bytesSent);
    add("heap/current", SystemTopics::heap);
    add("memory/held", whole::bytes);
    for (Kind kind : Kind.values()) {
      add("memory/" + kind, () -> whole.held(kind));
    }
    loads.forEach(this::add);
    addList("sessions/list", new SessionList(loop, sessions));
    addList("retained/list", new RetainedList(loop, retained, sessions));
  }

  /** Adds a long value, which takes time to make: see {@link #listsFor}. */
  private void addList(String name, HeldList<?> list) {
    lists.put(TopicName.of("$SYS/broker/" + name), list);
  }

  /**
   * Adds a value below {@code $SYS/broker}.
   *
   * @param value asked on the loop's thread; its text is the payload, null for none now
   */
  public void add(String name, Supplier<?> value) {
    values.put(
        TopicName.of("$SYS/broker/" + name),
        () -> {
          Object now = value.get();
          return now == null ? null : now.toString();
        });
  }

  /**
   * Adds a value below {@code $SYS/broker} that is made for each reader, and only for a new
   * subscription to this very topic.
   *
   * @param value asked on the loop's thread, after the reader's rules; null for none
   */
  public void addPersonal(String name, Function<Session, String> value) {
    personal.put("$SYS/broker/" + name, value);
  }

  /**
   * Takes what is published to a topic below {@code $SYS/broker}, by those whose rules allow it.
   *
   * @param name one that {@link hearth.broker.access.ReservedTopics#isRequest} knows
   */
  public void addRequest(String name, SystemRequest request) {
    requests.put(TopicName.of("$SYS/broker/" + name), request);
  }

  /** Who takes what is published to a topic; null for nobody. */
  public SystemRequest request(TopicName topic) {
    return requests.get(topic);
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** What was is to be asked from now on. */
  public void history(HistoryQueries queries) {
    history = new HistoryTopics(queries);
  }

  /**
   * Has a subscription refused that asks for what cannot be had.
   *
   * @param refused hears why
   * @return null where there is nothing against it
   */
  public ReasonCode refusal(
      Session session, TopicFilter filter, BiConsumer<ReasonCode, String> refused) {
    HistoryTopics.Refused why =
        HistoryTopics.isOne(filter) ? history.refusal(session, filter) : null;
    if (why == null) {
      return null;
    }
    refused.accept(why.code(), why.why());
    return why.code();
  }

  /**
   * Sends a new subscription the values it matches, and begins to publish where it is the first.
   */
  public void subscribed(SessionSubscription subscription) {
    if (!subscriptions.hasSystemSubscriptions()) {
      return;
    }
    if (HistoryTopics.isOne(subscription.filter())) {
      history.subscribed(subscription);
      return;
    }
    if (loads == null) {
      addOwn();
    }
    Predicate<TopicName> matcher = subscription.filter().matcher();
    values.forEach(
        (topic, value) -> {
          if (matcher.test(topic)) {
            loop.charge(WORK_OF_A_VALUE);
            deliver(topic, value.get(), subscription.session());
          }
        });
    listsFor(subscription, matcher);
    personalFor(subscription);
    if (timer == null) {
      loads.restart(loop.clock().nanoTime());
      timer = loop.schedule(INTERVAL_NANOS, this::publish);
    }
  }

  /** A list is made for a new subscription that asks for it by name, not for each of $SYS/#. */
  private void listsFor(SessionSubscription subscription, Predicate<TopicName> matcher) {
    String filter = subscription.filter().toString();
    Session session = subscription.session();
    lists.forEach(
        (topic, list) -> {
          String name = topic.toString();
          boolean isNamed = filter.startsWith(name.substring(0, name.lastIndexOf('/') + 1));
          if (isNamed && matcher.test(topic) && session.permissions().mayReceive(topic)) {
            list.ask(
                session,
                text -> {
                  if (session.subscription(subscription.filter()) == subscription) {
                    deliver(topic, text, session);
                  }
                });
          }
        });
  }

  private void personalFor(SessionSubscription subscription) {
    String filter = subscription.filter().toString();
    Function<Session, String> value = personal.get(filter);
    if (value != null) {
      TopicName topic = TopicName.of(filter);
      Session session = subscription.session();
      loop.charge(WORK_OF_A_VALUE);
      if (session.permissions().mayReceive(topic)) {
        deliver(topic, value.apply(session), session);
      }
    }
  }

  private void deliver(TopicName topic, String text, Session session) {
    if (text != null && session.permissions().mayReceive(topic)) {
      session.deliver(message(topic, text), QoS.AT_MOST_ONCE, true, null, null);
    }
  }

  private void publish() {
    if (!subscriptions.hasSystemSubscriptions()) {
      timer = null;
      last.clear();
      return;
    }
    timer = loop.schedule(INTERVAL_NANOS, this::publish);
    loads.update(loop.clock().nanoTime());
    values.forEach(
        (topic, value) -> {
          String text = value.get();
          if (text != null && !text.equals(last.put(topic, text))) {
            router.route(message(topic, text), null, 0);
          }
        });
  }

  private static Message message(TopicName topic, String text) {
    return new Message(
        topic,
        text.getBytes(StandardCharsets.UTF_8),
        QoS.AT_MOST_ONCE,
        false,
        Properties.NONE,
        null,
        Message.NEVER);
  }
}
