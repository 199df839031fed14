package hearth.broker.session;

import hearth.protocol.topic.TopicName;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Of each topic the newest message that waits, where that is all that is to be sent. What is to be
 * retained goes in place of whatever waits of its topic, a deletion too; another message only in
 * place of others like it, since what is retained must not be taken for said with them.
 */
final class LatestMessages {
  private record Place(TopicName topic, boolean retain) {
    static Place of(OutgoingMessage outgoing) {
      return new Place(outgoing.message().topic(), outgoing.retain());
    }
  }

  private final Map<Place, OutgoingMessage> newest = new HashMap<>();

  /** Bytes of those that would go for a message. */
  int bytesBefore(OutgoingMessage outgoing) {
    int bytes = 0;
    for (Place each : replaced(outgoing)) {
      OutgoingMessage old = newest.get(each);
      bytes += old == null ? 0 : old.memory();
    }
    return bytes;
  }

  /** A message waits now; tells of those that go for it. */
  void add(OutgoingMessage outgoing, Consumer<OutgoingMessage> superseded) {
    for (Place each : replaced(outgoing)) {
      OutgoingMessage old = newest.remove(each);
      if (old != null) {
        superseded.accept(old);
      }
    }
    newest.put(Place.of(outgoing), outgoing);
  }

  /** One of before those that are known is here again; returns whether it is still to be sent. */
  boolean addOlder(OutgoingMessage outgoing) {
    return newest.putIfAbsent(Place.of(outgoing), outgoing) == null;
  }

  /** It does not wait any more. */
  void remove(OutgoingMessage outgoing) {
    newest.remove(Place.of(outgoing), outgoing);
  }

  private static Place[] replaced(OutgoingMessage outgoing) {
    TopicName topic = outgoing.message().topic();
    return outgoing.retain()
        ? new Place[] {new Place(topic, true), new Place(topic, false)}
        : new Place[] {new Place(topic, false)};
  }
}
