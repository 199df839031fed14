package hearth.broker.access;

import hearth.protocol.topic.TopicName;

/**
 * The verdicts last asked for, of all clients of one access control file. Each has one place, by
 * the hash of its client and name; a newer one takes it over. Bounded, without garbage: however
 * many clients there are, it takes less than 3 MB.
 */
final class VerdictMemory {
  private static final int PLACES = 8192;

  /** Longer ones are asked for anew. */
  private static final int MAX_LENGTH = 128;

  /** Null until the first verdict. */
  private TopicName[] names;

  private Verdict[] verdicts;

  /** Of whom, by their numbers: who is gone is not held. */
  private int[] clients;

  private int lastClient;

  /** A number for one client's verdicts of one kind. */
  int newClient() {
    return ++lastClient;
  }

  /** The verdict, or null where it is not remembered. */
  Verdict get(int client, TopicName name) {
    int place = place(client, name);
    return names != null && clients[place] == client && name.equals(names[place])
        ? verdicts[place]
        : null;
  }

  void put(int client, TopicName name, Verdict verdict) {
    if (name.utf8().length > MAX_LENGTH) {
      return;
    }
    if (names == null) {
      names = new TopicName[PLACES];
      verdicts = new Verdict[PLACES];
      clients = new int[PLACES];
    }
    int place = place(client, name);
    clients[place] = client;
    names[place] = name;
    verdicts[place] = verdict;
  }

  /** Neighbours by number stand far from each other. */
  private static int place(int client, TopicName name) {
    int hash = name.hashCode() + client * 0x9E3779B9;
    return (hash ^ hash >>> 16) & PLACES - 1;
  }
}
