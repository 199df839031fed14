package hearth.broker.recorder;

import hearth.protocol.topic.TopicName;
import java.util.List;
import java.util.function.Predicate;

/** Reads what devices say of themselves; the recorder knows no JSON. On the loop's thread. */
public interface PayloadReader {
  /** A reading that a device has kept while the broker was away, in milliseconds. */
  record Late(long time, byte[] value) {}

  /** Who caused a state. */
  record Cause(String state, String by) {}

  /** Whether messages of a topic announce something. */
  boolean isAnnouncement(TopicName topic);

  /**
   * What is announced; nothing where it makes no sense.
   *
   * @param wanted topics that are recorded
   * @param max so many at the most
   */
  List<Announced> announced(TopicName topic, byte[] payload, Predicate<TopicName> wanted, int max);

  /** Null where it is none, or its time is not known. */
  Late late(byte[] payload);

  /** Null where it is none. */
  Cause cause(byte[] payload);
}
