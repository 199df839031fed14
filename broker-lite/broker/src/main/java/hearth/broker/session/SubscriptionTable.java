package hearth.broker.session;

import hearth.protocol.topic.SipHash;
import hearth.protocol.topic.TopicFilter;
import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The subscriptions of a session by their Topic Filters, in no order. Open addressing with linear
 * probing: 6 to 12 bytes a subscription, where a map of the JDK takes 50.
 */
final class SubscriptionTable extends AbstractCollection<SessionSubscription> {
  private static final SessionSubscription[] NONE = {};

  /** As many as a power of two, or none. A single subscription has the single place. */
  private SessionSubscription[] places = NONE;

  private final SipHash hash;
  private int size;

  /**
   * An empty one.
   *
   * @param hash of filters, with a key that clients do not know
   */
  SubscriptionTable(SipHash hash) {
    this.hash = hash;
  }

  @Override
  public int size() {
    return size;
  }

  /** The subscription of a filter, or null. */
  SessionSubscription get(TopicFilter filter) {
    int index = indexOf(filter);
    return index < 0 ? null : places[index];
  }

  /** Adds a subscription, in the place of one with the same filter. */
  void put(SessionSubscription subscription) {
    int index = indexOf(subscription.filter());
    if (index >= 0 && places[index] != null) {
      places[index] = subscription;
      return;
    }
    if (size * 4 >= places.length * 3) {
      resize(Math.max(1, places.length * 2));
    }
    places[indexOf(subscription.filter())] = subscription;
    size++;
  }

  /** Takes the subscription of a filter out and returns it, or null where there was none. */
  SessionSubscription remove(TopicFilter filter) {
    int hole = indexOf(filter);
    SessionSubscription removed = hole < 0 ? null : places[hole];
    if (removed == null) {
      return null;
    }
    places[hole] = null;
    if (--size * 8 <= places.length) {
      resize(size == 0 ? 0 : places.length / 2);
    } else {
      closeUp(hole);
    }
    return removed;
  }

  /** Those behind a place that has become free were perhaps driven past it. */
  private void closeUp(int hole) {
    for (int at = hole + 1 & mask(); places[at] != null; at = at + 1 & mask()) {
      SessionSubscription moved = places[at];
      places[at] = null;
      places[indexOf(moved.filter())] = moved;
    }
  }

  private void resize(int length) {
    SessionSubscription[] old = places;
    places = length == 0 ? NONE : new SessionSubscription[length];
    for (SessionSubscription each : old) {
      if (each != null) {
        places[indexOf(each.filter())] = each;
      }
    }
  }

  /** Where a filter stands, else where it would; -1 where neither is to be found. */
  private int indexOf(TopicFilter filter) {
    int first = places.length == 0 ? 0 : filter.hash(hash);
    for (int probe = 0; probe < places.length; probe++) {
      int at = first + probe & mask();
      if (places[at] == null || places[at].filter().equals(filter)) {
        return at;
      }
    }
    return -1;
  }

  private int mask() {
    return places.length - 1;
  }

  @Override
  public Iterator<SessionSubscription> iterator() {
    return new Iterator<>() {
      private int next = nextFrom(0);

      @Override
      public boolean hasNext() {
        return next < places.length;
      }

      @Override
      public SessionSubscription next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        SessionSubscription subscription = places[next];
        next = nextFrom(next + 1);
        return subscription;
      }
    };
  }

  private int nextFrom(int index) {
    int at = index;
    while (at < places.length && places[at] == null) {
      at++;
    }
    return at;
  }
}
