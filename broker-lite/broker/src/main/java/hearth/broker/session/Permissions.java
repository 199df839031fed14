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
}
