package hearth.bench;

/** Sequences of numbered messages: who publishes each, and how many subscribers it has. */
final class Streams {
  private final Publisher[] publishers;
  private final int[] subscribers;
  private final long[] sent;

  Streams(int count) {
    publishers = new Publisher[count];
    subscribers = new int[count];
    sent = new long[count];
  }

  int count() {
    return sent.length;
  }

  void publisher(int stream, Publisher publisher) {
    publishers[stream] = publisher;
  }

  Publisher publisher(int stream) {
    return publishers[stream];
  }

  void addSubscriber(int stream) {
    subscribers[stream]++;
  }

  int subscribers(int stream) {
    return subscribers[stream];
  }

  /** The number of the next message, from 0 on. */
  long next(int stream) {
    return sent[stream]++;
  }

  long sent(int stream) {
    return sent[stream];
  }
}
