package hearth.broker.sys;

import hearth.broker.message.Message;
import hearth.broker.recorder.HistoryQueries;
import hearth.broker.recorder.HistoryRange;
import hearth.broker.session.Permissions;
import hearth.broker.session.Session;
import hearth.broker.session.SessionSubscription;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;

/**
 * What was, asked for by subscribing: one answer to each subscription.
 *
 * <pre>
 *   $SYS/broker/history/topics          what is recorded
 *   $SYS/broker/history/SPAN/TOPIC      hour, day, week, month, year; hours, days, months
 *   $SYS/broker/history/FROM/TO/TOPIC   seconds since 1970, or times such as 2026-11-30T06:00:00Z
 * </pre>
 */
final class HistoryTopics {
  private static final String PREFIX = "$SYS/broker/history/";
  private static final String TOPICS = "topics";

  /** Why a subscription is refused. */
  record Refused(ReasonCode code, String why) {}

  /** A filter as a question; the topic is null for the list of all. */
  private record Asked(HistoryRange range, String topic) {}

  private final HistoryQueries queries;

  /**
   * @param queries null where nothing is recorded
   */
  HistoryTopics(HistoryQueries queries) {
    this.queries = queries;
  }

  /** Who may read the topic whose messages are recorded may ask for what of it is. */
  private TopicName readTopic(String topic) {
    return TopicName.of(queries.source(topic));
  }

  static boolean isOne(TopicFilter filter) {
    return filter.withoutShare().startsWith(PREFIX);
  }

  /** Why a subscription is refused, null where it is not; the question is counted. */
  Refused refusal(Session session, TopicFilter filter) {
    if (queries == null) {
      return new Refused(
          ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
          "nothing is recorded here: the section broker has no 'recorder'");
    }
    Asked asked = filter.isShared() ? null : asked(filter.toString());
    if (asked == null) {
      return new Refused(
          ReasonCode.TOPIC_FILTER_INVALID,
          "ask for "
              + PREFIX
              + "SPAN/TOPIC: hour, day, week, month, year, hours, days, months, or"
              + " FROM/TO in seconds since 1970, and one topic without wildcards");
    }
    if (asked.topic != null && !session.permissions().mayReceive(readTopic(asked.topic))) {
      return new Refused(
          ReasonCode.NOT_AUTHORIZED, "it may not read " + readTopic(asked.topic) + " itself");
    }
    String why = queries.whyNot(session.clientIdentifier());
    return why == null ? null : new Refused(ReasonCode.QUOTA_EXCEEDED, why);
  }

  private Asked asked(String filter) {
    String rest = filter.substring(PREFIX.length());
    if (rest.equals(TOPICS)) {
      return new Asked(null, null);
    }
    if (rest.indexOf('+') >= 0 || rest.indexOf('#') >= 0) {
      return null;
    }
    int first = rest.indexOf('/');
    HistoryRange range = first < 0 ? null : queries.range(rest.substring(0, first));
    if (first >= 0 && range == null) {
      int second = rest.indexOf('/', first + 1);
      if (second < 0) {
        return null;
      }
      range = HistoryRange.of(rest.substring(0, first), rest.substring(first + 1, second));
      first = second;
    }
    String topic = rest.substring(first + 1);
    return range == null || topic.isEmpty() || topic.startsWith("$")
        ? null
        : new Asked(range, topic);
  }

  /** Asks for what a subscription was granted for, and sends the answer when it is there. */
  void subscribed(SessionSubscription subscription) {
    Asked asked = queries == null ? null : asked(subscription.filter().toString());
    if (asked == null) {
      return;
    }
    if (asked.topic == null) {
      Permissions permissions = subscription.session().permissions();
      byte[] list = queries.topics(topic -> permissions.mayReceive(readTopic(topic)));
      answer(subscription, asked, list);
    } else {
      queries.ask(asked.topic, asked.range, json -> answer(subscription, asked, json));
    }
  }

  /** Rules are asked once more: they may have changed meanwhile. */
  private void answer(SessionSubscription subscription, Asked asked, byte[] json) {
    Session session = subscription.session();
    TopicName topic = TopicName.of(subscription.filter().toString());
    boolean mayRead =
        session.permissions().mayReceive(topic)
            && (asked.topic == null || session.permissions().mayReceive(readTopic(asked.topic)));
    boolean waits =
        session.isConnected() && session.subscription(subscription.filter()) == subscription;
    if (waits && mayRead) {
      Message message =
          new Message(topic, json, QoS.AT_MOST_ONCE, false, Properties.NONE, null, Message.NEVER);
      session.deliver(message, QoS.AT_MOST_ONCE, true, subscription.identifiers(), null);
    }
  }
}
