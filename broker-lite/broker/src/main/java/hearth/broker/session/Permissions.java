package hearth.broker.session;

import hearth.broker.access.ReservedTopics;
import hearth.broker.access.Verdict;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.function.Predicate;

/** What the client of a session may do. On the loop's thread; publishing asks on every message. */
public interface Permissions {
  /** Everything is allowed but what nobody may. */
  Permissions ALL =
      new Permissions() {
        @Override
        public boolean mayPublish(TopicName topic) {
          return ReservedTopics.refusal(topic) == null;
        }

        @Override
        public boolean mayReceive(TopicName topic) {
          return true;
        }

        @Override
        public boolean maySubscribe(TopicFilter filter) {
          return true;
        }
      };

  /** Nothing is allowed. */
  Permissions NONE = of(topic -> false, topic -> false, filter -> false);

  /** Each is allowed where its predicate holds. */
  static Permissions of(
      Predicate<TopicName> publishing,
      Predicate<TopicName> receiving,
      Predicate<TopicFilter> subscribing) {
    return new Permissions() {
      @Override
      public boolean mayPublish(TopicName topic) {
        return publishing.test(topic);
      }

      @Override
      public boolean mayReceive(TopicName topic) {
        return receiving.test(topic);
      }

      @Override
      public boolean maySubscribe(TopicFilter filter) {
        return subscribing.test(filter);
      }
    };
  }

  boolean mayPublish(TopicName topic);

  boolean mayReceive(TopicName topic);

  boolean maySubscribe(TopicFilter filter);

  /** What exists for this client alone, about, in bytes; always the same. */
  default int memory() {
    return 0;
  }

  /**
   * Why {@link #mayPublish} says no, for who runs the broker: the rule that decided. Not for the
   * client, which need not know where the rules are.
   */
  default String whyNotPublish(TopicName topic) {
    return whyNot(topic);
  }

  /** Why {@link #mayPublish} says no, for the client. */
  static String whyNot(TopicName topic) {
    Verdict reserved = ReservedTopics.refusal(topic);
    return reserved == null ? "the access rules do not allow it" : reserved.because();
  }

  /** Why {@link #maySubscribe} says no; as {@link #whyNotPublish}. */
  default String whyNotSubscribe(TopicFilter filter) {
    return "the access rules do not allow it";
  }
}
