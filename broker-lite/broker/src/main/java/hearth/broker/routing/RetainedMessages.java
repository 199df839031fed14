package hearth.broker.routing;

import hearth.broker.message.Message;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import hearth.protocol.topic.TopicNameMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** The retained message of each topic (3.3.1.3), within limits of count and memory. */
public final class RetainedMessages {
  private final TopicNameMap<Message> messages = new TopicNameMap<>();
  private final int limit;
  private final long byteLimit;
  private long bytes;

  /**
   * @param limit most topics
   * @param byteLimit most memory of their messages, in bytes
   */
  public RetainedMessages(int limit, long byteLimit) {
    this.limit = limit;
    this.byteLimit = byteLimit;
  }

  /** Whether the message can be kept, or removes one. */
  public boolean hasRoomFor(Message message) {
    if (message.payload().length == 0) {
      return true;
    }
    Message old = messages.get(message.topic());
    long change = message.memory() - (old == null ? 0 : old.memory());
    return bytes + change <= byteLimit && (old != null || messages.size() < limit);
  }

  /**
   * Makes this the retained message of its topic; one without payload only removes what is there
   * [MQTT-3.3.1-6] [MQTT-3.3.1-7].
   *
   * @return whether anything is kept now that was not, or no longer is
   */
  public boolean put(Message message) {
    Message old;
    if (message.payload().length == 0) {
      old = messages.remove(message.topic());
    } else {
      old = messages.put(message.topic(), message);
      bytes += message.memory();
    }
    bytes -= old == null ? 0 : old.memory();
    return message.payload().length > 0 || old != null;
  }

  /** The message of a topic, or null. */
  public Message get(TopicName topic) {
    return messages.get(topic);
  }

  public int size() {
    return messages.size();
  }

  /** Memory of the messages, in bytes. */
  public long bytes() {
    return bytes;
  }

  /**
   * The messages that a new subscription is sent; expired ones are removed on the way.
   *
   * @param now nanoseconds of the loop's clock
   */
  public List<Message> matching(TopicFilter filter, long now) {
    List<Message> found = new ArrayList<>();
    List<Message> expired = new ArrayList<>();
    messages.forEachMatch(
        filter, (topic, message) -> (message.isExpired(now) ? expired : found).add(message));
    for (Message message : expired) {
      messages.remove(message.topic());
      bytes -= message.memory();
    }
    return found;
  }

  public void forEach(BiConsumer<TopicName, Message> action) {
    messages.forEach(action);
  }
}
