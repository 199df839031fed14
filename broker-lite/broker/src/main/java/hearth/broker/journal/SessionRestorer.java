package hearth.broker.journal;

import hearth.broker.journal.JournalReplay.StoredWill;
import hearth.broker.journal.StoredSession.Entry;
import hearth.broker.routing.RetainedMessages;
import hearth.broker.routing.Sessions;
import hearth.broker.routing.Subscriptions;
import hearth.broker.routing.Wills;
import hearth.broker.session.Authority;
import hearth.broker.session.Journal;
import hearth.broker.session.OutgoingMessage;
import hearth.broker.session.QueuedPage;
import hearth.broker.session.Session;
import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.delivery.DeliveryState;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicFilter;
import java.util.Iterator;
import java.util.Map;

/**
 * Makes the broker's state of what its journal holds. Expiries count the time the broker was down,
 * as far as a clock can tell that may not be set: one that stands before what was written last
 * tells nothing, and then no time has passed.
 */
public final class SessionRestorer {
  private final Sessions sessions;
  private final Subscriptions subscriptions;
  private final RetainedMessages retained;
  private final Wills wills;
  private final Journal journal;
  private final Authority authority;

  /**
   * @param authority who there is and who may what
   */
  public SessionRestorer(
      Sessions sessions,
      Subscriptions subscriptions,
      RetainedMessages retained,
      Wills wills,
      Journal journal,
      Authority authority) {
    this.sessions = sessions;
    this.subscriptions = subscriptions;
    this.retained = retained;
    this.wills = wills;
    this.journal = journal;
    this.authority = authority;
  }

  /** Puts everything back; called once, before anybody connects. */
  public void restore(JournalReplay state) {
    retained.takeOver(state.retained);
    state.sessions.forEach((number, session) -> session(number, session, state));
    state.sessions.values().forEach(this::entries);
    state.wills.forEach(this::will);
  }

  private void session(long number, StoredSession stored, JournalReplay state) {
    if (stored.clientIdentifier == null) {
      return; // nobody could ever connect to it
    }
    Session session = sessions.open(stored.clientIdentifier);
    session.number(number);
    session.owner(stored.userName, authority.permissions(stored.userName, stored.clientIdentifier));
    session.expiryInterval(stored.expiryInterval);
    stored
        .subscriptions
        .values()
        .forEach(each -> subscriptions.add(session, each.options(), each.identifier()));
    stored.inbound.forEach(session::addReceived);
    long away = stored.leftAt == 0 ? 0 : state.since(stored.leftAt);
    session.left(away);
    if (stored.leftAt == 0) {
      // Its connection went with the broker: its expiry runs from now on.
      journal.disconnected(session);
    }
    sessions.expireAfter(session, Math.max(0, stored.expiryInterval - away / 1000));
  }

  /** What waits goes back in its order, some of it in pages. */
  private void entries(StoredSession stored) {
    if (stored.clientIdentifier == null) {
      return;
    }
    Session session = sessions.get(stored.clientIdentifier);
    stored.pages.values().forEach(page -> page(session, page, stored));
    Iterator<StoredPage> pages = stored.pages.values().iterator();
    StoredPage next = nextClosed(pages);
    for (Map.Entry<Long, Entry> each : stored.entries().entrySet()) {
      for (; next != null && next.first < each.getKey(); next = nextClosed(pages)) {
        session.restore(next.queued);
      }
      session.restore(outgoing(each.getKey(), each.getValue()), state(each.getValue()));
    }
    for (; next != null; next = nextClosed(pages)) {
      session.restore(next.queued);
    }
  }

  private void page(Session session, StoredPage page, StoredSession stored) {
    page.queued =
        new QueuedPage(session, page.place, page.count, page.bytes, page.first, page.last);
    journal.pages().found(page.queued, page.isNew);
    if (!page.isOpen) {
      return;
    }
    int unfinished = stored.within(page).size();
    page.queued.open(unfinished);
    if (unfinished == 0) {
      page.queued.end();
      journal.pages().ended(page.queued);
    }
  }

  private static StoredPage nextClosed(Iterator<StoredPage> pages) {
    while (pages.hasNext()) {
      StoredPage page = pages.next();
      if (!page.isOpen) {
        return page;
      }
    }
    return null;
  }

  private OutgoingMessage outgoing(long number, Entry entry) {
    OutgoingMessage outgoing =
        new OutgoingMessage(
            entry.message,
            entry.qos,
            entry.retain,
            SubscriptionIdentifiers.of(entry.subscriptionIdentifiers),
            entry.sharedFilter == null
                ? null
                : subscriptions.sharedOrGone(TopicFilter.of(entry.sharedFilter)));
    outgoing.number(number);
    outgoing.packetIdentifier(entry.packetIdentifier);
    if (entry.page != null) {
      outgoing.page(entry.page.queued);
    }
    return outgoing;
  }

  private static DeliveryState state(Entry entry) {
    return switch (entry.state) {
      case RecordWriter.QUEUED -> null;
      case RecordWriter.RELEASED -> DeliveryState.AWAITING_PUBCOMP;
      default ->
          entry.qos == QoS.AT_LEAST_ONCE
              ? DeliveryState.AWAITING_PUBACK
              : DeliveryState.AWAITING_PUBREC;
    };
  }

  private void will(String clientIdentifier, StoredWill stored) {
    Publish publish = stored.publish();
    Will will =
        new Will(
            publish.topic(),
            publish.payload(),
            publish.qos(),
            publish.retain(),
            stored.delay() == 0
                ? publish.properties()
                : publish.properties().with(Property.WILL_DELAY_INTERVAL, stored.delay()));
    Session session = sessions.get(clientIdentifier);
    wills.restored(
        clientIdentifier, stored.userName(), will, session == null ? 0 : session.expiryInterval());
  }
}
