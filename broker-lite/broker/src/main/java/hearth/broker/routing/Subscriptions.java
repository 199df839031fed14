package hearth.broker.routing;

import hearth.broker.account.Kind;
import hearth.broker.session.Session;
import hearth.broker.session.SessionSubscription;
import hearth.broker.session.SharedSubscription;
import hearth.io.loop.EventLoop;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.SipHash;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import hearth.protocol.topic.TopicTree;
import java.util.HashMap;
import java.util.Map;

/** The subscriptions of all sessions, and the routes found in them. */
public final class Subscriptions {
  /** Routes kept; with more topics than this in use they are found anew now and then. */
  private static final int ROUTES_KEPT = 8192;

  /** And so much memory of them: a route has an entry for each who gets its messages. */
  private static final long ROUTE_BYTES_KEPT = 4L << 20;

  /** Matches found in about the time of passing one message on. */
  private static final int MATCHES_OF_ONE_WORK = 4;

  private static final int WORK_OF_REMOVING = 8;

  private static final String SYS = "$SYS";

  private final EventLoop loop;
  private final TopicTree<Object> tree;
  private final Map<String, SharedSubscription> shared = new HashMap<>();

  /** As all stands now: a route that is not good any more would hold sessions that have ended. */
  private Map<TopicName, Route> routes = new HashMap<>();

  private long routeBytes;
  private int size;
  private int systemSubscriptions;
  private Tap tap = Tap.NONE;

  /**
   * None yet.
   *
   * @param hash of filters, with a key that clients do not know
   */
  public Subscriptions(EventLoop loop, SipHash hash) {
    this.tree = new TopicTree<>(hash);
    this.loop = loop;
  }

  /**
   * Adds a subscription to its session, in the place of one with the same filter.
   *
   * @param identifier the Subscription Identifier, 0 where it has none
   */
  public SessionSubscription add(Session session, Subscription options, int identifier) {
    remove(session, options.filter());
    SessionSubscription subscription = session.subscribe(options, identifier);
    TopicFilter filter = options.filter();
    session.account().charge(Kind.SUBSCRIPTION, SessionSubscription.memory(filter));
    if (filter.isShared()) {
      SharedSubscription group = shared.get(filter.toString());
      if (group == null) {
        group = new SharedSubscription(filter.toString());
        shared.put(filter.toString(), group);
        tree.add(filter.withoutShare(), group);
      }
      group.add(subscription);
    } else {
      tree.add(filter.withoutShare(), subscription);
    }
    count(filter, 1);
    return subscription;
  }

  /** Removes a subscription; false where there was none. */
  public boolean remove(Session session, TopicFilter filter) {
    SessionSubscription subscription = session.unsubscribe(filter);
    if (subscription == null) {
      return false;
    }
    takeOut(subscription);
    return true;
  }

  /** Takes the subscriptions of a session that has ended out. */
  public void removeAll(Session session) {
    loop.charge(WORK_OF_REMOVING * session.subscriptions().size());
    session.subscriptions().forEach(this::takeOut);
  }

  private void takeOut(SessionSubscription subscription) {
    TopicFilter filter = subscription.filter();
    subscription.session().account().release(Kind.SUBSCRIPTION, SessionSubscription.memory(filter));
    if (filter.isShared()) {
      SharedSubscription group = shared.get(filter.toString());
      group.remove(subscription);
      if (group.isEmpty()) {
        shared.remove(filter.toString());
        tree.remove(filter.withoutShare(), group);
      }
    } else {
      tree.remove(filter.withoutShare(), subscription);
    }
    count(filter, -1);
  }

  private void count(TopicFilter filter, int change) {
    routesChanged();
    size += change;
    if (filter.withoutShare().startsWith(SYS)) {
      systemSubscriptions += change;
    }
  }

  public int size() {
    return size;
  }

  public int sharedSize() {
    return shared.size();
  }

  /** Whether anybody may be listening to {@code $SYS}. */
  public boolean hasSystemSubscriptions() {
    return systemSubscriptions > 0;
  }

  /** The Shared Subscription of a whole filter, or null. */
  public SharedSubscription shared(String filter) {
    return shared.get(filter);
  }

  /** As {@link #shared}; one without members where the last of them has gone. */
  public SharedSubscription sharedOrGone(TopicFilter filter) {
    SharedSubscription group = shared.get(filter.toString());
    return group == null ? new SharedSubscription(filter.toString()) : group;
  }

  /** Who hears of messages beside subscribers from now on. */
  public void tap(Tap listeners) {
    tap = listeners;
    routesChanged();
  }

  /** Permissions or taps have changed: every route is found anew. */
  public void routesChanged() {
    if (!routes.isEmpty()) {
      routes = new HashMap<>();
      routeBytes = 0;
    }
  }

  /** Whom a message of this topic goes to; those who may not receive it are left out. */
  Route route(TopicName topic) {
    Route route = routes.get(topic);
    if (route != null) {
      return route;
    }
    Route.Builder builder = new Route.Builder(topic);
    tree.forEachMatch(topic, builder::add);
    loop.charge(builder.matches / MATCHES_OF_ONE_WORK);
    Route found = builder.build(tap.of(topic));
    keep(topic, found);
    return found;
  }

  private void keep(TopicName topic, Route route) {
    if (routes.size() >= ROUTES_KEPT || routeBytes + route.memory > ROUTE_BYTES_KEPT) {
      routesChanged();
    }
    routes.put(topic, route);
    routeBytes += route.memory;
  }
}
