package hearth.broker.session;

import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;

/** What the client of a session may do. On the loop's thread; publishing asks on every message. */
public interface Permissions {
  /** Everything is allowed. */
  Permissions ALL =
      new Permissions() {
        @Override
        public boolean mayPublish(TopicName topic) {
          return true;
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

  boolean mayPublish(TopicName topic);

  boolean mayReceive(TopicName topic);

  boolean maySubscribe(TopicFilter filter);

  /**
   * Why {@link #mayPublish} says no, for who runs the broker: the rule that decided. Not for the
   * client, which need not know where the rules are.
   */
  default String whyNotPublish(TopicName topic) {
    return "the access rules do not allow it";
  }

  /** Why {@link #maySubscribe} says no; as {@link #whyNotPublish}. */
  default String whyNotSubscribe(TopicFilter filter) {
    return "the access rules do not allow it";
  }
}
