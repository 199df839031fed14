package hearth.broker.session;

import hearth.broker.account.Kind;
import hearth.broker.message.Message;
import hearth.protocol.delivery.DeliveryState;
import hearth.protocol.delivery.OutboundDelivery;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.QoS;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The messages of QoS 1 and 2 on their way to the client of one session. Each goes from {@link
 * #take} to the queue, from the queue to the packets in flight when the client's Receive Maximum
 * has room, and ends with its last acknowledgement:
 *
 * <pre>
 *   take -> queue -> in flight -> PUBACK             QoS 1
 *                    in flight -> PUBREC -> PUBCOMP  QoS 2
 * </pre>
 */
final class OutgoingMessages {
  private static final int FEW_IN_FLIGHT = 4;

  private final Session session;
  private final SessionContext context;

  // Each is there from its first use on, the queue while something waits.
  private MessageQueue queue;
  private DurableSends diskWaits;
  private OutboundDelivery<OutgoingMessage> outbound;

  /** How many at the front of the queue came when other rules were in force. */
  private int ofOtherRules;

  OutgoingMessages(Session session, SessionContext context) {
    this.session = session;
    this.context = context;
  }

  // ---- connection

  /** What is in flight is to be sent again, before anything new. */
  void connected(int receiveMaximum) {
    if (diskWaits != null) {
      diskWaits.connected();
    }
    if (outbound != null) {
      outbound.reconnected(receiveMaximum);
    }
  }

  /** Returns whether nothing is left, in flight or waiting. */
  boolean disconnected() {
    if (inFlight() == 0) {
      outbound = null;
    }
    return outbound == null && queued() == 0;
  }

  int queued() {
    return queue == null ? 0 : queue.size();
  }

  int inFlight() {
    return outbound == null ? 0 : outbound.size();
  }

  /** The client may receive something else than when what waits was queued. */
  void permissionsChanged() {
    ofOtherRules = queued();
  }

  private boolean mayReceive(OutgoingMessage outgoing) {
    return session.permissions().mayReceive(outgoing.message().topic());
  }

  // ---- to the client

  /**
   * Takes a message.
   *
   * @param isKept whether the journal keeps it: then it is queued only
   * @return whether it was queued
   */
  boolean take(OutgoingMessage outgoing, boolean isKept) {
    finishSuperseded();
    if (!isKept && takesAtOnce(outgoing.qos()) && fits(outgoing) && mayKeep()) {
      send(outgoing);
      return false;
    }
    if (mayKeep() && offer(outgoing)) {
      return true;
    }
    context.statistics().messageDropped(session, outgoing.message());
    return false;
  }

  private boolean offer(OutgoingMessage outgoing) {
    makeRoomWithin(outgoing);
    return queue().offer(outgoing)
        || (queue().mayHave(outgoing)
            && context.relief().makeRoom(session, outgoing.memory())
            && queue().offer(outgoing));
  }

  /** Only once the journal has those that are sent in their place. */
  private void finishSuperseded() {
    if (queue != null && queue.hasSuperseded()) {
      queue.takeSuperseded().forEach(this::finished);
    }
  }

  /** In a queue with limits of its own the oldest may have to go for a new one. */
  private void makeRoomWithin(OutgoingMessage outgoing) {
    QueueLimits own = session.queueLimits();
    if (own == null
        || own.whenFull() != QueueLimits.WhenFull.DROP_OLDEST
        || !queue().couldHave(outgoing)) {
      return;
    }
    while (!queue().mayHave(outgoing) && dropOldest()) {
      // One more, or a page of them.
    }
  }

  /**
   * What is in flight or waits.
   *
   * @param from see {@link WaitingMessages}, where the queue does not say it
   */
  WaitingMessages waiting(long from) {
    Set<Long> numbers = new HashSet<>();
    Set<Message> unnumbered = new HashSet<>();
    long[] first = {from};
    if (outbound != null) {
      outbound.forEach(
          (identifier, state, outgoing) -> {
            if (outgoing != null && state != DeliveryState.AWAITING_PUBCOMP) {
              numbers.add(outgoing.message().journalNumber());
              unnumbered.add(outgoing.message());
            }
          });
    }
    if (queue != null) {
      first[0] = queue.isRow() ? Math.min(from, queue.firstNumber()) : Long.MAX_VALUE;
      // The one in front of the first place: what it holds was numbered just before.
      numbers.add(queue.firstNumber() - 1);
      queue.forEachLoose(
          outgoing -> {
            numbers.add(outgoing.message().journalNumber());
            unnumbered.add(outgoing.message());
          });
    }
    return new WaitingMessages(first[0], numbers, unnumbered);
  }

  /** Whether a message would find no room in the queue. */
  boolean isFullFor(Message message) {
    return !queue()
        .mayHave(new OutgoingMessage(message, message.qos(), message.retain(), null, null));
  }

  /** Lets the oldest go, or a page of them; false where none waits. */
  boolean dropOldest() {
    if (queued() == 0) {
      return false;
    }
    QueuedPage page = queue.pollAway();
    if (page != null) {
      context.statistics().messagesDropped(session, page.count());
      end(page);
      return true;
    }
    OutgoingMessage oldest = queue.poll();
    context.statistics().messageDropped(session, oldest.message());
    finished(oldest);
    return true;
  }

  /** While memory is short only who answers at once gets what has to be kept until it does. */
  private boolean mayKeep() {
    boolean answersAtOnce = session.isConnected() && queued() == 0 && inFlight() < FEW_IN_FLIGHT;
    return answersAtOnce || !context.overload().isShort();
  }

  /** Whether a message would not have to wait. */
  boolean takesAtOnce(QoS qos) {
    return session.isConnected() && queued() == 0 && canSend(qos);
  }

  private boolean canSend(QoS qos) {
    return outbound().hasRoom()
        && bytesInFlight() < context.limits().queuedBytes()
        && session.link().hasRoom()
        && (diskWaits == null || diskWaits.letPass(qos));
  }

  /** However large it is, one message alone may be in flight. */
  private boolean fits(OutgoingMessage outgoing) {
    return inFlight() == 0
        || (fitsInFlight(outgoing) && session.account().hasRoom(Kind.IN_FLIGHT, outgoing.memory()));
  }

  /** The same for one that is in the account already, since it waits in the queue. */
  private boolean fitsInFlight(OutgoingMessage outgoing) {
    return inFlight() == 0 || bytesInFlight() + outgoing.memory() <= context.limits().queuedBytes();
  }

  /** Of the messages that were sent and are not completed. */
  private long bytesInFlight() {
    return session.account().held(Kind.IN_FLIGHT);
  }

  /** Sends what the client has room for: first again what is in flight, then from the queue. */
  void pump() {
    finishSuperseded();
    if (!session.isConnected()) {
      return;
    }
    if (outbound != null && !outbound.hasRoom()) { // else nothing is left to be repeated
      outbound.repeat(session.link()::hasRoom, this::sendAgain);
    }
    for (OutgoingMessage outgoing; (outgoing = next()) != null; ) {
      boolean isOfOtherRules = ofOtherRules > 0;
      ofOtherRules -= isOfOtherRules ? 1 : 0;
      if (isExpired(outgoing.message())) {
        // [MQTT-3.3.2-5]
        context.statistics().messageExpired();
        finished(queue.poll());
      } else if (isOfOtherRules && !mayReceive(outgoing)) {
        context.statistics().messageDropped(session, outgoing.message());
        finished(queue.poll());
      } else {
        queue.pollInFlight();
        enterFlight(outgoing);
      }
    }
    if (queued() == 0) {
      queue = null;
      ofOtherRules = 0;
    }
  }

  /** The clock is only asked where it matters, as that costs more than all the rest here. */
  private boolean isExpired(Message message) {
    return message.expiresAt() != Message.NEVER && message.isExpired(context.clock().nanoTime());
  }

  /** The first of the queue where its client has room for it now, else null. */
  private OutgoingMessage next() {
    OutgoingMessage first =
        queued() == 0 || !session.isConnected() || !session.link().hasRoom() ? null : queue.peek();
    return first != null && canSend(first.qos()) && fitsInFlight(first) ? first : null;
  }

  /** See {@link Session#packLast}. */
  void packLast() {
    if (queue != null) {
      queue.packLast();
    }
  }

  private void sendAgain(int identifier, DeliveryState state, OutgoingMessage outgoing) {
    if (state == DeliveryState.AWAITING_PUBCOMP) {
      session.link().send(new PubRel(identifier));
    } else if (mayReceive(outgoing)) {
      transmit(outgoing, true); // [MQTT-3.3.1-1]
    } else {
      giveUp(outgoing);
    }
  }

  private void send(OutgoingMessage outgoing) {
    session.account().hold(Kind.IN_FLIGHT, outgoing.head(), outgoing.message());
    enterFlight(outgoing);
  }

  /** One that is in the account as in flight. */
  private void enterFlight(OutgoingMessage outgoing) {
    outgoing.packetIdentifier(outbound.add(outgoing, outgoing.qos()));
    boolean waits =
        outgoing.qos() == QoS.EXACTLY_ONCE && session.isPersistent() && diskWaits().holds(outgoing);
    if (!waits) {
      transmit(outgoing, false);
    }
  }

  void transmit(OutgoingMessage outgoing, boolean dup) {
    boolean sent =
        session
            .link()
            .publish(
                outgoing.message(),
                outgoing.qos(),
                outgoing.retain(),
                dup,
                outgoing.packetIdentifier(),
                outgoing.subscriptionIdentifiers());
    if (!sent) {
      // [MQTT-3.1.2-25]: too large for this client: as if it had been delivered.
      giveUp(outgoing);
    }
  }

  private void giveUp(OutgoingMessage outgoing) {
    context.statistics().messageDropped(session, outgoing.message());
    if (outgoing.qos() == QoS.AT_LEAST_ONCE) {
      outbound.acknowledged(outgoing.packetIdentifier());
    } else {
      outbound.refused(outgoing.packetIdentifier());
    }
    finished(outgoing);
  }

  // ---- from the client; each returns whether the Packet Identifier was one in flight

  /** PUBACK. */
  boolean acknowledged(int identifier) {
    return end(outbound == null ? null : outbound.acknowledged(identifier));
  }

  /** PUBREC with an error: the message is not sent again [MQTT-4.8.2-6]. */
  boolean refused(int identifier) {
    return end(outbound == null ? null : outbound.refused(identifier));
  }

  /** PUBCOMP. */
  boolean completed(int identifier) {
    return end(outbound == null ? null : outbound.completed(identifier));
  }

  /** What the message in flight under an identifier waits for; null where there is none. */
  DeliveryState awaited(int identifier) {
    return outbound == null ? null : outbound.state(identifier);
  }

  private boolean end(OutgoingMessage outgoing) {
    if (outgoing == null) {
      return false;
    }
    finished(outgoing);
    session.pump();
    return true;
  }

  /** PUBREC: answers PUBREL once the journal has it. */
  boolean received(int identifier) {
    OutgoingMessage outgoing = outbound == null ? null : outbound.received(identifier);
    if (outgoing == null) {
      return false;
    }
    if (session.isPersistent()) {
      diskWaits().release(outgoing);
    } else {
      session.link().send(new PubRel(identifier));
    }
    return true;
  }

  /** It is in flight no longer, nor in the queue. */
  private void finished(OutgoingMessage outgoing) {
    if (outgoing.packetIdentifier() != 0) {
      session.account().letGo(Kind.IN_FLIGHT, outgoing.head(), outgoing.message());
    }
    if (session.isPersistent()) {
      context.journal().finished(session, outgoing);
    }
    QueuedPage page = outgoing.page();
    if (page != null && page.finished()) {
      end(page);
    }
  }

  private void end(QueuedPage page) {
    boolean isOnDisk = page.place() != null;
    page.end();
    if (isOnDisk) {
      context.pager().pages().ended(page);
    }
  }

  // ---- the journal, and the end

  /** Every message, in its order. */
  void forEach(Session.OutgoingAction action) {
    if (outbound != null) {
      outbound.forEach((identifier, state, outgoing) -> action.accept(outgoing, state));
    }
    if (queue != null) {
      queue.forEach(outgoing -> action.accept(outgoing, null));
    }
  }

  /**
   * Puts a message of before a restart back, in their order.
   *
   * @param state null for one that waited in the queue
   */
  void restore(OutgoingMessage outgoing, DeliveryState state) {
    if (state == null) {
      queue().restore(outgoing);
      ofOtherRules++; // of before the restart
    } else {
      outbound().restore(outgoing.packetIdentifier(), state, outgoing);
      session.account().hold(Kind.IN_FLIGHT, outgoing.head(), outgoing.message());
    }
  }

  /** Puts a page of its queue of before a restart back. */
  void restore(QueuedPage page) {
    queue().restore(page);
    ofOtherRules += page.count();
  }

  /** Every page of the queue that is on disk alone. */
  void forEachPage(Consumer<? super QueuedPage> action) {
    if (queue != null) {
      queue.forEachPage(action);
    }
  }

  /** Bytes of the queue that are not on disk alone. */
  long queuedInMemory() {
    return queue == null ? 0 : queue.inMemory();
  }

  /** See {@link MessageQueue#setDown(long)}. */
  List<QueuedPage> setDown(long max) {
    return queue == null ? List.of() : queue.setDown(max);
  }

  /** A page of the queue has been written. */
  void setDown(QueuedPage page) {
    queue.setDown(page);
  }

  /** Takes all out; returns those of Shared Subscriptions that go to another member. */
  List<OutgoingMessage> end() {
    List<OutgoingMessage> others = new ArrayList<>();
    Set<QueuedPage> pages = new HashSet<>();
    if (outbound != null) {
      outbound.forEach(
          (identifier, state, outgoing) -> {
            // [MQTT-4.8.2-5]: one of QoS 2 that was sent goes to nobody else.
            if (outgoing != null
                && outgoing.shared() != null
                && outgoing.qos() == QoS.AT_LEAST_ONCE) {
              others.add(outgoing);
            }
            session.account().letGo(Kind.IN_FLIGHT, outgoing.head(), outgoing.message());
            pagesOf(outgoing, pages);
          });
    }
    if (queue != null) {
      queue.forEach(
          outgoing -> {
            if (outgoing.shared() != null) {
              others.add(outgoing);
            }
            pagesOf(outgoing, pages);
          });
      queue.end(pages::add);
    }
    pages.forEach(this::end);
    queue = null;
    outbound = null;
    return others;
  }

  private static void pagesOf(OutgoingMessage outgoing, Set<QueuedPage> pages) {
    if (outgoing != null && outgoing.page() != null) {
      pages.add(outgoing.page());
    }
  }

  private MessageQueue queue() {
    if (queue == null) {
      queue = new MessageQueue(session, context);
    }
    return queue;
  }

  private DurableSends diskWaits() {
    if (diskWaits == null) {
      diskWaits = new DurableSends(session, this, context.journal());
    }
    return diskWaits;
  }

  private OutboundDelivery<OutgoingMessage> outbound() {
    if (outbound == null) {
      outbound = new OutboundDelivery<>(session.receiveMaximum());
    }
    return outbound;
  }
}
