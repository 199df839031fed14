package hearth.broker.access;

import hearth.protocol.topic.TopicName;

/**
 * The verdicts on the names last asked for. A name has one place, by its hash; a newer one takes it
 * over. Bounded, without garbage.
 */
final class VerdictMemory {
  private static final int PLACES = 64;

  private final TopicName[] names = new TopicName[PLACES];
  private final Verdict[] verdicts = new Verdict[PLACES];

  /** The verdict, or null where it is not remembered. */
  Verdict get(TopicName name) {
    int place = place(name);
    return name.equals(names[place]) ? verdicts[place] : null;
  }

  void put(TopicName name, Verdict verdict) {
    int place = place(name);
    names[place] = name;
    verdicts[place] = verdict;
  }

  private static int place(TopicName name) {
    int hash = name.hashCode();
    return (hash ^ hash >>> 16) & PLACES - 1;
  }
}
