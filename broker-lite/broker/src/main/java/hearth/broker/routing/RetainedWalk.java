package hearth.broker.routing;

import hearth.broker.message.Message;
import hearth.protocol.topic.TopicName;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Looks through all retained messages for those of one filter, from the last place to the first,
 * with pauses in which they may change. Each message that is there from begin to end is found once.
 * One that is replaced meanwhile stands behind where the walk has come to and is not found: whoever
 * is subscribed has got the new one already, and must not get an older one after it.
 *
 * <pre>
 *   0                      next                  size
 *   │ still to be looked at │ looked at, and new  │
 *              ▲───────────────── the last takes the place of one that goes
 * </pre>
 */
public final class RetainedWalk {
  private final RetainedMessages retained;
  private final Predicate<TopicName> filter;
  private int next;

  /** Places still to come whose message has been looked at elsewhere, or is new. */
  private final BitSet passedBy = new BitSet();

  /**
   * @param filter which topics it looks for
   */
  RetainedWalk(RetainedMessages retained, Predicate<TopicName> filter) {
    this.retained = retained;
    this.filter = filter;
    this.next = retained.size();
  }

  /**
   * A message is gone.
   *
   * @param last the place of the last one, which has now the gone one's; or was it
   */
  void gone(int index, int last) {
    boolean passed = last >= next || passedBy.get(last);
    next = Math.min(next, last);
    if (index < next) {
      passedBy.set(index, passed);
    }
  }

  /**
   * Goes on.
   *
   * @param places how many to look at, at the most
   * @param now nanoseconds of the loop's clock
   * @param action gets each message that matches
   * @return whether there are more places
   */
  public boolean goOn(int places, long now, Consumer<Message> action) {
    for (int i = 0; i < places; i++) {
      if (next == 0) {
        return false;
      }
      Message message = retained.at(--next);
      if (!passedBy.get(next) && filter.test(message.topic())) {
        if (message.isExpired(now)) {
          retained.remove(message.topic());
        } else {
          action.accept(message);
        }
      }
    }
    return next > 0;
  }
}
