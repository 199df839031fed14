package hearth.broker.connection;

import hearth.broker.journal.Journal;
import hearth.broker.routing.SessionSubscription;
import hearth.broker.session.Session;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.UnsubAck;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.topic.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** SUBSCRIBE and UNSUBSCRIBE (3.8.4, 3.10.4). */
final class SubscribeExchange {
  private record Granted(SessionSubscription subscription, boolean isNew) {}

  private final Connection connection;
  private final BrokerContext broker;
  private final Session session;
  private final Acknowledgements acknowledgements;

  SubscribeExchange(
      Connection connection,
      BrokerContext broker,
      Session session,
      Acknowledgements acknowledgements) {
    this.connection = connection;
    this.broker = broker;
    this.session = session;
    this.acknowledgements = acknowledgements;
  }

  void subscribe(Subscribe packet) {
    broker.statistics().dearRequests += packet.subscriptions().size();
    int[] identifiers = packet.properties().subscriptionIdentifiers();
    int identifier = identifiers.length == 0 ? 0 : identifiers[0];
    List<ReasonCode> codes = new ArrayList<>(packet.subscriptions().size());
    List<Granted> granted = new ArrayList<>(packet.subscriptions().size());
    long position = 0;
    for (Subscription subscription : packet.subscriptions()) {
      ReasonCode refusal = refusal(subscription);
      if (refusal != null) {
        codes.add(refusal);
        continue;
      }
      boolean isNew = session.subscription(subscription.filter()) == null;
      SessionSubscription added = broker.subscriptions().add(session, subscription, identifier);
      if (session.isPersistent()) {
        position = broker.journal().subscribed(session, added);
      }
      granted.add(new Granted(added, isNew));
      codes.add(ReasonCode.granted(subscription.qos()));
    }
    // [MQTT-3.8.4-1] [MQTT-3.8.4-2] [MQTT-3.8.4-6]: one answer, in their order.
    SubAck answer = new SubAck(packet.packetIdentifier(), codes, Properties.NONE);
    if (position == Journal.NOTHING_TO_WAIT_FOR) {
      acknowledgements.send(position, answer, null);
      sendRetained(granted);
    } else {
      // The answer promises the retained messages too, which come once to a session that lasts.
      long last = Math.max(position, sendRetained(granted));
      acknowledgements.send(last, answer, () -> notStored(packet, granted));
    }
  }

  private long sendRetained(List<Granted> granted) {
    long position = Journal.NOTHING_TO_WAIT_FOR;
    for (Granted each : granted) {
      position = Math.max(position, broker.router().sendRetained(each.subscription, each.isNew));
      broker.systemTopics().subscribed(each.subscription);
    }
    return position;
  }

  private ReasonCode refusal(Subscription subscription) {
    TopicFilter filter = subscription.filter();
    byte[] utf8 = filter.toString().getBytes(StandardCharsets.UTF_8);
    if (!ClientPackets.fits(utf8, broker.limits())) {
      refused(
          filter,
          ReasonCode.TOPIC_FILTER_INVALID,
          "the Topic Filter is too long (limits.topic_length, limits.topic_levels)");
      return ReasonCode.TOPIC_FILTER_INVALID;
    }
    if (!session.permissions().maySubscribe(filter)) {
      refused(filter, ReasonCode.NOT_AUTHORIZED, session.permissions().whyNotSubscribe(filter));
      return ReasonCode.NOT_AUTHORIZED;
    }
    if (broker.statistics().memoryShort && session.subscription(filter) == null) {
      refused(filter, ReasonCode.QUOTA_EXCEEDED, ClientPackets.MEMORY_IS_SHORT);
      return ReasonCode.QUOTA_EXCEEDED;
    }
    if (session.subscriptions().size() >= broker.sessions().limits().subscriptions()
        && session.subscription(filter) == null) {
      refused(
          filter,
          ReasonCode.QUOTA_EXCEEDED,
          "it has "
              + session.subscriptions().size()
              + " subscriptions, and no more are allowed (limits.subscriptions)");
      return ReasonCode.QUOTA_EXCEEDED;
    }
    return null;
  }

  private void refused(TopicFilter filter, ReasonCode reason, String why) {
    connection.refused("subscribe to " + filter, reason, why);
  }

  private void notStored(Subscribe packet, List<Granted> granted) {
    for (Granted each : granted) {
      if (each.isNew) {
        broker.subscriptions().remove(session, each.subscription.options().filter());
      }
    }
    List<ReasonCode> failed =
        Collections.nCopies(packet.subscriptions().size(), ReasonCode.UNSPECIFIED_ERROR);
    connection.send(new SubAck(packet.packetIdentifier(), failed, Properties.NONE));
  }

  void unsubscribe(Unsubscribe packet) {
    broker.statistics().dearRequests += packet.filters().size();
    List<ReasonCode> codes = new ArrayList<>(packet.filters().size());
    long position = 0;
    for (TopicFilter filter : packet.filters()) {
      boolean existed = broker.subscriptions().remove(session, filter); // [MQTT-3.10.4-1]
      if (existed && session.isPersistent()) {
        position = broker.journal().unsubscribed(session, filter.toString());
      }
      codes.add(existed ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED);
    }
    // [MQTT-3.10.4-4] [MQTT-3.10.4-5]: an answer even where nothing was subscribed.
    UnsubAck answer = new UnsubAck(packet.packetIdentifier(), codes, Properties.NONE);
    acknowledgements.send(position, answer, () -> connection.send(answer));
  }
}
