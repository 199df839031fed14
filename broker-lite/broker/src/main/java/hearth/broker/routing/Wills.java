package hearth.broker.routing;

import hearth.broker.account.Account;
import hearth.broker.account.Kind;
import hearth.broker.account.Owners;
import hearth.broker.log.RefusalListener;
import hearth.broker.message.Message;
import hearth.broker.message.PublisherProperty;
import hearth.broker.session.Authority;
import hearth.broker.session.Journal;
import hearth.broker.session.Permissions;
import hearth.broker.session.Session;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.io.net.Peer;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The Wills of connections that are there, and of lost ones whose Will Delay Interval still runs
 * (3.1.2.5, 3.1.3.2.2): all that are to be published if the broker dies.
 */
public final class Wills {
  /** Of the maps' entries, the timer and the account, about, in bytes. */
  private static final int MEMORY = 400;

  /** Of a certificate that its client has shown, about, in bytes. */
  private static final int CERTIFICATE = 4 << 10;

  /** One that goes out takes about as long as passing on so many messages. */
  private static final int WORK_OF_PUBLISHING = 64;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Of whom a Will is refused: its connection is gone. */
  private static final Peer LOST = new Peer("a lost connection", Peer.NO_PORT, null);

  private record Left(String userName, Will will, Peer peer, Account account) {}

  /** Takes a Will and whose it is. */
  @FunctionalInterface
  public interface Action {
    void accept(String clientIdentifier, String userName, Will will);
  }

  private final EventLoop loop;
  private final Router router;
  private final Journal journal;
  private final Owners owners;
  private final Authority authority;
  private final RefusalListener refusals;
  private final Map<String, Left> wills = new LinkedHashMap<>();
  private final Map<String, Timer> delays = new HashMap<>();

  /** The Client Identifiers of those whose delay is over. */
  private final DueInTurns<String> due;

  /**
   * @param authority asked when a Will goes out: what was allowed at CONNECT may be no longer
   */
  public Wills(
      EventLoop loop,
      Router router,
      Journal journal,
      Owners owners,
      Authority authority,
      RefusalListener refusals) {
    this.loop = loop;
    this.router = router;
    this.journal = journal;
    this.owners = owners;
    this.authority = authority;
    this.refusals = refusals;
    this.due = new DueInTurns<>(loop, WORK_OF_PUBLISHING, this::publish);
  }

  /** What a Will takes in memory, about, in bytes. */
  public static int memory(Will will, Peer peer) {
    int certificates = peer.certificate() == null ? 0 : 1 + peer.issuers().size();
    return MEMORY + will.memory() + certificates * CERTIFICATE;
  }

  private void put(String clientIdentifier, String userName, Account owner, Will will, Peer peer) {
    Account account = owner.open(clientIdentifier);
    release(wills.remove(clientIdentifier));
    account.charge(Kind.WILL, memory(will, peer));
    wills.put(clientIdentifier, new Left(userName, will, peer, account));
  }

  private static void release(Left left) {
    if (left != null) {
      left.account.release(Kind.WILL, memory(left.will, left.peer));
      left.account.close();
    }
  }

  /** Every Will that is to be published if the broker dies now. */
  public void forEach(Action action) {
    wills.forEach(
        (clientIdentifier, left) -> action.accept(clientIdentifier, left.userName, left.will));
  }

  /**
   * A connection with this Will is there: if the broker dies, it is published when it is back.
   *
   * @param peer the client
   * @return the journal's position
   */
  public long connected(Session session, Will will, Peer peer) {
    put(session.clientIdentifier(), session.userName(), session.account().owner(), will, peer);
    return journal.willChanged(session.clientIdentifier(), session.userName(), will);
  }

  /** A connection has left in order: its Will is forgotten [MQTT-3.1.2-10]. */
  public void left(Session session) {
    forget(session.clientIdentifier());
  }

  /**
   * A connection is lost: its Will is published now, or when its delay or the session ends,
   * whichever comes first [MQTT-3.1.2-8].
   *
   * @param session the session as it goes on
   */
  public void lost(Session session, Will will) {
    wait(session.clientIdentifier(), will, session.expiryInterval());
  }

  /**
   * A Will from before a restart of the broker, which its connection did not survive.
   *
   * @param expiryInterval seconds that its session has left, 0 where it has none
   */
  public void restored(String clientIdentifier, String userName, Will will, long expiryInterval) {
    put(clientIdentifier, userName, owners.user(userName), will, LOST);
    wait(clientIdentifier, will, expiryInterval);
  }

  private void wait(String clientIdentifier, Will will, long expiryInterval) {
    long delay =
        Math.min(will.properties().number(Property.WILL_DELAY_INTERVAL, 0), expiryInterval);
    if (delay == 0) {
      publish(clientIdentifier);
    } else {
      delays.put(
          clientIdentifier,
          loop.schedule(delay * NANOS_PER_SECOND, () -> due.add(clientIdentifier)));
    }
  }

  /** The client is back with its session in time: the Will is not published [MQTT-3.1.3-9]. */
  public void resumed(String clientIdentifier) {
    if (delays.containsKey(clientIdentifier)) {
      forget(clientIdentifier);
    }
  }

  /** The session has ended: a Will that waited is published now [MQTT-3.1.2-8]. */
  public void sessionEnded(String clientIdentifier) {
    if (delays.containsKey(clientIdentifier)) {
      publish(clientIdentifier);
    }
  }

  private void publish(String clientIdentifier) {
    Left left = wills.remove(clientIdentifier);
    cancelDelay(clientIdentifier);
    if (mayPublish(clientIdentifier, left)) {
      router.route(message(clientIdentifier, left), null, 0);
    }
    release(left);
    // Only now: a Will that is published twice does less harm than one that never is.
    journal.willChanged(clientIdentifier, null, null);
  }

  private boolean mayPublish(String clientIdentifier, Left left) {
    TopicName topic = left.will.topic();
    Permissions permissions = authority.permissions(left.userName, clientIdentifier);
    String why = whyNotHeard(left);
    if (why == null && permissions.mayPublish(topic)) {
      return true;
    }
    refusals.refused(
        LOST,
        clientIdentifier,
        left.userName,
        "have its Will published to " + topic,
        ReasonCode.NOT_AUTHORIZED,
        why == null ? permissions.whyNotPublish(topic) : why);
    return false;
  }

  private String whyNotHeard(Left left) {
    if (authority.isGone(left.userName)) {
      return "its user is gone";
    }
    return authority.isRevoked(left.peer) ? "its certificate is revoked" : null;
  }

  private Message message(String clientIdentifier, Left left) {
    Will will = left.will;
    // The delay is the broker's business, it is not forwarded.
    Properties properties =
        PublisherProperty.stripped(will.properties().without(Property.WILL_DELAY_INTERVAL));
    Permissions permissions = authority.permissions(left.userName, clientIdentifier);
    if (ResponseTopics.refused(properties, permissions) != null) {
      properties = properties.without(Property.RESPONSE_TOPIC);
    }
    return new Message(
            will.topic(),
            will.payload(),
            will.qos(),
            will.retain(), // [MQTT-3.1.2-14] [MQTT-3.1.2-15]
            properties,
            clientIdentifier,
            Message.expiry(properties, loop.clock().nanoTime()))
        .publishedBy(left.userName);
  }

  private void cancelDelay(String clientIdentifier) {
    Timer delay = delays.remove(clientIdentifier);
    if (delay != null) {
      delay.cancel();
      due.remove(clientIdentifier);
    }
  }

  private void forget(String clientIdentifier) {
    cancelDelay(clientIdentifier);
    Left left = wills.remove(clientIdentifier);
    release(left);
    if (left != null) {
      journal.willChanged(clientIdentifier, null, null);
    }
  }
}
