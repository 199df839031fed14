package hearth.broker.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.account.Budget;
import hearth.broker.account.Kind;
import hearth.broker.account.Owners;
import hearth.broker.journal.VolatileJournal;
import hearth.broker.message.Message;
import hearth.broker.routing.RetainedMessages;
import hearth.broker.routing.Router;
import hearth.broker.routing.Subscriptions;
import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import hearth.io.net.Peer;
import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.delivery.DeliveryState;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.SipHash;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutgoingMessagesTest {
  private static final int RECEIVE_MAXIMUM = 2;
  private static final int MAX_WAITING = 3;

  /** Two of these are in flight at once. */
  private static final int LARGE = 500_000;

  private static final long EXPIRY_NANOS = 5_000_000_000L;

  private final ManualClock clock = new ManualClock();
  private final List<String> dropped = new ArrayList<>();
  private final Overload overload = new Overload();
  private final Statistics statistics =
      new Statistics((session, message, count) -> dropped.add(message.topic().toString()));
  private final SessionContext context =
      new SessionContext(
          new SessionLimits(1, 1, 256, MAX_WAITING, 1 << 20, 1, 100),
          Owners.unlimited(),
          statistics,
          overload,
          new VolatileJournal(),
          new QueuePager(null, Owners.unlimited().whole(), QueuePages.NONE, List::of),
          new QueueRelief(new ManualLoop(new ManualClock()), List::of),
          clock,
          new SipHash(1, 2));
  private final Session session = new Session("lamp", context);
  private final SentPackets sent = new SentPackets();

  @Test
  void waitWhileTheReceiveMaximumIsReached() {
    session.connected(sent, RECEIVE_MAXIMUM);
    deliver("a", "b", "c", "d");
    assertEquals(List.of("1 a", "2 b"), sent.take());
    assertEquals(2, session.inFlight());
    assertEquals(2, session.queuedMessages());
    assertTrue(session.acknowledged(1));
    assertEquals(List.of("3 c"), sent.take());
    assertFalse(session.acknowledged(1), "it is not in flight any more");
  }

  @Test
  void waitWhileTheClientReadsTooSlowly() {
    session.connected(sent, RECEIVE_MAXIMUM);
    sent.hasRoom = false;
    deliver("a");
    assertEquals(List.of(), sent.take());
    sent.hasRoom = true;
    session.pump();
    assertEquals(List.of("1 a"), sent.take());
  }

  @Test
  void inFlightCountUntilTheyAreAcknowledged() {
    session.connected(sent, 65_535);
    deliverLarge("a", "b", "c");
    assertEquals(List.of("1 a", "2 b"), sent.take());
    assertEquals(1, session.queuedMessages(), "as many bytes as may be are in flight");
    long held = session.account().held(Kind.IN_FLIGHT);
    assertTrue(held > 2 * LARGE, () -> held + " bytes");
    assertTrue(session.acknowledged(1));
    assertEquals(List.of("3 c"), sent.take());
    session.acknowledged(2);
    session.acknowledged(3);
    assertEquals(0, session.account().held(Kind.IN_FLIGHT));
  }

  @Test
  void areInTheAccountOnceWhetherTheyWaitOrAreInFlight() {
    session.connected(sent, RECEIVE_MAXIMUM);
    deliver("a", "b", "c");
    long held = session.account().held(Budget.QUEUES);
    assertTrue(session.acknowledged(1));
    assertEquals(0, session.account().held(Kind.QUEUED));
    assertEquals(held * 2 / 3, session.account().held(Kind.IN_FLIGHT));
    assertEquals(held * 2 / 3, session.account().held(Budget.QUEUES));
  }

  @Test
  void oneMayBeLargerThanAllThatMayBeInFlight() {
    session.connected(sent, 65_535);
    session.deliver(message("huge", 2 << 20), QoS.AT_LEAST_ONCE, false, null, null);
    deliver("next");
    assertEquals(List.of("1 huge"), sent.take());
    session.acknowledged(1);
    assertEquals(List.of("2 next"), sent.take());
    assertEquals(List.of(), dropped);
  }

  /** Not that of who has published it, or of whose page has come from the disk. */
  @Test
  void whatFailsWhileItIsSentEndsTheConnectionOfItsClient() {
    session.expiryInterval(60);
    session.connected(sent, RECEIVE_MAXIMUM);
    sent.hasRoom = false;
    deliver("a");
    sent.hasRoom = true;
    sent.failure = new IllegalStateException("nobody expected this");
    session.pump();
    assertEquals(List.of(sent.failure), sent.broken);
  }

  private Router router(Subscriptions subscriptions) {
    return new Router(
        subscriptions,
        new RetainedMessages(1, Owners.unlimited(), new SipHash(1, 2)),
        context.journal(),
        statistics,
        overload,
        null,
        new ManualLoop(clock));
  }

  @Test
  void aReaderThatFailsKeepsNothingFromTheOthers() {
    Subscriptions subscriptions = new Subscriptions(new ManualLoop(clock), new SipHash(1, 2));
    Session other = new Session("other", context);
    SentPackets toOther = new SentPackets();
    Subscription asked = new Subscription(TopicFilter.of("a"), QoS.AT_LEAST_ONCE);
    subscriptions.add(session, asked, 0);
    subscriptions.add(other, asked, 0);
    session.connected(sent, RECEIVE_MAXIMUM);
    other.connected(toOther, RECEIVE_MAXIMUM);
    sent.failure = new IllegalStateException("nobody expected this");

    router(subscriptions).route(message("a"), null, 0);

    assertEquals(List.of(sent.failure), sent.broken);
    assertEquals(List.of("1 a"), toOther.take());
  }

  @Test
  void aMemberOfASharedSubscriptionThatFailsKeepsNothingFromThePublisher() {
    Subscriptions subscriptions = new Subscriptions(new ManualLoop(clock), new SipHash(1, 2));
    Subscription asked = new Subscription(TopicFilter.of("$share/g/a"), QoS.AT_LEAST_ONCE);
    subscriptions.add(session, asked, 0);
    session.connected(sent, RECEIVE_MAXIMUM);
    sent.failure = new IllegalStateException("nobody expected this");

    router(subscriptions).route(message("a"), null, 0);

    assertEquals(List.of(sent.failure), sent.broken);
  }

  /** Else it would stay, with a message missing that nobody sends again. */
  @Test
  void whatFailsOnceTheDiskHasItEndsTheConnectionOfItsClient() {
    List<Journal.Listener> waiting = new ArrayList<>();
    Session kept = new Session("kept", withJournal(slow(waiting)));
    kept.expiryInterval(60);
    kept.connected(sent, RECEIVE_MAXIMUM);
    kept.deliver(message("a"), QoS.EXACTLY_ONCE, false, null, null);
    sent.failure = new IllegalStateException("nobody expected this");

    waiting.get(0).settled(1, true);

    assertEquals(List.of(sent.failure), sent.broken);
  }

  private SessionContext withJournal(Journal journal) {
    return new SessionContext(
        context.limits(),
        context.owners(),
        statistics,
        overload,
        journal,
        context.pager(),
        context.relief(),
        clock,
        context.hash());
  }

  /** One whose disk has not got to what is sent yet. */
  private Journal slow(List<Journal.Listener> waiting) {
    return (Journal)
        Proxy.newProxyInstance(
            Journal.class.getClassLoader(),
            new Class<?>[] {Journal.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "sent" -> 1L;
                  case "whenDurable" -> {
                    waiting.add((Journal.Listener) arguments[1]);
                    yield null;
                  }
                  default -> method.invoke(context.journal(), arguments);
                });
  }

  /** What was in flight would be encoded all at once, however slowly it is read. */
  @Test
  void areSentAgainAsTheClientHasRoomAndBeforeAnythingNew() {
    session.expiryInterval(100);
    session.connected(sent, 65_535);
    deliver("a", "b", "c", "d");
    sent.take();
    session.disconnected();
    deliver("new");
    sent.room = 2;
    session.connected(sent, 65_535);
    assertEquals(List.of("1 a dup", "2 b dup"), sent.take());
    session.acknowledged(1);
    assertEquals(List.of(), sent.take(), "there is no room yet");
    sent.room = 1;
    session.pump();
    assertEquals(List.of("3 c dup"), sent.take());
    sent.room = 10;
    session.pump();
    assertEquals(List.of("4 d dup", "5 new"), sent.take());
  }

  @Test
  void areLetGoAtTheEndOfTheSession() {
    session.connected(sent, RECEIVE_MAXIMUM);
    deliver("a", "b", "c");
    assertTrue(session.account().held(Kind.IN_FLIGHT) > 0);
    session.end();
    assertEquals(0, session.account().held(Budget.QUEUES));
  }

  @Test
  void areSentAgainBeforeNewOnesOnTheNextConnection() {
    session.expiryInterval(100);
    session.connected(sent, RECEIVE_MAXIMUM);
    deliver("a", "b", "c");
    sent.take();
    session.disconnected();
    deliver("d");
    session.connected(sent, RECEIVE_MAXIMUM);
    assertEquals(List.of("1 a dup", "2 b dup"), sent.take());
    session.acknowledged(1);
    session.acknowledged(2);
    assertEquals(List.of("3 c", "4 d"), sent.take());
  }

  @Test
  void ofQos2GoOnWhereTheyStood() {
    session.expiryInterval(100);
    session.connected(sent, RECEIVE_MAXIMUM);
    session.deliver(message("a"), QoS.EXACTLY_ONCE, false, null, null);
    assertTrue(session.received(1));
    assertEquals(List.of("1 a", "PUBREL 1"), sent.take());
    session.disconnected();
    session.connected(sent, RECEIVE_MAXIMUM);
    assertEquals(List.of("PUBREL 1"), sent.take());
    assertTrue(session.completed(1));
    assertEquals(0, session.inFlight());
  }

  @Test
  void beyondTheLimitAndExpiredOnesAreDropped() {
    session.expiryInterval(100);
    deliver("a", "b", "c", "d");
    assertEquals(List.of("d"), dropped);
    clock.advance(Duration.ofNanos(EXPIRY_NANOS));
    session.connected(sent, RECEIVE_MAXIMUM);
    assertEquals(List.of(), sent.take());
    assertEquals(3, statistics.publishesExpired);
    assertEquals(0, session.queuedMessages());
  }

  @Test
  void thatAClientCannotTakeCountAsDelivered() {
    session.connected(sent, RECEIVE_MAXIMUM);
    sent.takes = false;
    deliver("a", "b", "c");
    assertEquals(List.of("a", "b", "c"), dropped);
    assertEquals(0, session.inFlight());
  }

  @Test
  void whileMemoryIsShortGoToWhoAnswersAtOnceOnly() {
    overload.level(Overload.Level.SHORT);
    session.connected(sent, 65_535);
    deliver("a", "b", "c", "d", "e");
    assertEquals(List.of("1 a", "2 b", "3 c", "4 d"), sent.take());
    assertEquals(List.of("e"), dropped);
  }

  @Test
  void ofSharedSubscriptionsGoToOthersAtTheEnd() {
    SharedSubscription shared =
        new Subscriptions(new ManualLoop(clock), new SipHash(1, 2))
            .sharedOrGone(TopicFilter.of("$share/all/a"));
    session.connected(sent, RECEIVE_MAXIMUM);
    session.deliver(message("atLeastOnce"), QoS.AT_LEAST_ONCE, false, null, shared);
    session.deliver(message("exactlyOnce"), QoS.EXACTLY_ONCE, false, null, shared);
    session.deliver(message("waiting"), QoS.EXACTLY_ONCE, false, null, shared);
    deliver("own");
    List<String> others = new ArrayList<>();
    session.end().forEach(each -> others.add(each.message().topic().toString()));
    assertEquals(List.of("atLeastOnce", "waiting"), others);
    assertEquals(0, session.inFlight() + session.queuedMessages());
  }

  @Test
  void areToldAndPutBackInTheirOrder() {
    session.expiryInterval(100);
    session.connected(sent, RECEIVE_MAXIMUM);
    deliver("a", "b", "c");
    session.disconnected();
    Session restored = new Session("lamp", context);
    List<DeliveryState> states = new ArrayList<>();
    session.forEachOutgoing(
        (outgoing, state) -> {
          states.add(state);
          restored.restore(outgoing, state);
        });
    assertEquals(2, states.indexOf(null));
    sent.take();
    restored.connected(sent, RECEIVE_MAXIMUM);
    assertEquals(List.of("1 a dup", "2 b dup"), sent.take());
    assertEquals(1, restored.queuedMessages());
  }

  private void deliver(String... topics) {
    for (String topic : topics) {
      session.deliver(message(topic), QoS.AT_LEAST_ONCE, false, null, null);
    }
  }

  private void deliverLarge(String... topics) {
    for (String topic : topics) {
      session.deliver(message(topic, LARGE), QoS.AT_LEAST_ONCE, false, null, null);
    }
  }

  private Message message(String topic) {
    return message(topic, 0);
  }

  private Message message(String topic, int bytes) {
    return new Message(
        TopicName.of(topic),
        new byte[bytes],
        QoS.EXACTLY_ONCE,
        false,
        Properties.NONE,
        null,
        clock.nanoTime() + EXPIRY_NANOS);
  }

  /** The client's side. */
  private static final class SentPackets implements ClientConnection {
    private final List<String> packets = new ArrayList<>();
    boolean hasRoom = true;
    int room = Integer.MAX_VALUE;
    boolean takes = true;
    RuntimeException failure;
    final List<Throwable> broken = new ArrayList<>();

    List<String> take() {
      List<String> taken = List.copyOf(packets);
      packets.clear();
      return taken;
    }

    @Override
    public boolean publish(
        Message message,
        QoS qos,
        boolean retain,
        boolean dup,
        int packetIdentifier,
        SubscriptionIdentifiers subscriptionIdentifiers) {
      room--;
      if (failure != null) {
        throw failure;
      }
      if (takes) {
        packets.add(packetIdentifier + " " + message.topic() + (dup ? " dup" : ""));
      }
      return takes;
    }

    @Override
    public void send(ControlPacket packet) {
      packets.add(packet.type() + " " + ((PubRel) packet).packetIdentifier());
    }

    @Override
    public boolean hasRoom() {
      return hasRoom && room > 0;
    }

    @Override
    public void broken(Throwable failure) {
      broken.add(failure);
    }

    @Override
    public void takenOver(Peer by) {
      throw new AssertionError("nobody else came");
    }

    @Override
    public void close(ReasonCode reasonCode, String why) {
      throw new AssertionError(why);
    }
  }
}
