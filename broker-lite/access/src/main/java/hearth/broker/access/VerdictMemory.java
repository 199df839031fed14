package hearth.broker.access;

import hearth.protocol.topic.TopicName;

/**
 * The verdicts on the names last asked for. A name has one place, by its hash; a newer one takes it
 * over. Bounded, without garbage.
 */
final class VerdictMemory {
  private static final int PLACES = 64;

  /** Longer ones are asked for anew: they would hold 64 KB for each client. */
  private static final int MAX_KEPT = 128;

  /** Null until the first verdict: many clients only publish, or only listen. */
  private TopicName[] names;

  private Verdict[] verdicts;

  /** The verdict, or null where it is not remembered. */
  Verdict get(TopicName name) {
    int index = index(name);
    return names != null && name.equals(names[index]) ? verdicts[index] : null;
  }

  void put(TopicName name, Verdict verdict) {
    if (name.utf8().length > MAX_KEPT) {
      return;
    }
    if (names == null) {
      names = new TopicName[PLACES];
      verdicts = new Verdict[PLACES];
    }
    int index = index(name);
    names[index] = name;
    verdicts[index] = verdict;
  }

  private static int index(TopicName name) {
    int hash = name.hashCode();
    return (hash ^ hash >>> 16) & PLACES - 1;
  }
}
