package hearth.protocol.topic;

import java.nio.ByteBuffer;

/**
 * Known Topic Names by their bytes, so that a topic that is published to again and again costs no
 * array and no check after its first time. Bounded: a name that finds its place taken drives the
 * older one out; long names are not kept. One thread's, and best shared by all its connections.
 */
public final class TopicNames {
  private static final int FIRST_CAPACITY = 16;
  private static final int WAYS = 4;
  private static final int MAX_KEPT = 256;

  private final int maximumCapacity;
  private TopicName[] known = {};
  private int size;
  private int nextVictim;

  /** Keeps at most 1024 names. */
  public TopicNames() {
    this(1024);
  }

  /**
   * Keeps at most as many names as this.
   *
   * @param maximum at least 16; rounded down to a power of two
   */
  public TopicNames(int maximum) {
    if (maximum < FIRST_CAPACITY) {
      throw new IllegalArgumentException("at least " + FIRST_CAPACITY + " names, not " + maximum);
    }
    maximumCapacity = Integer.highestOneBit(maximum);
  }

  /**
   * The name of the next bytes, past which the position moves.
   *
   * @param length 0 to {@code in.remaining()}
   * @throws IllegalArgumentException where the bytes are no Topic Name; {@link
   *     MalformedUtf8Exception} where they are not UTF-8
   */
  public TopicName of(ByteBuffer in, int length) {
    if (length > MAX_KEPT) {
      return read(in, length);
    }
    int start = in.position();
    int hash = hash(in, start, length);
    for (int way = 0; way < WAYS && known.length > 0; way++) {
      TopicName candidate = known[index(hash, way)];
      if (candidate == null) {
        break;
      }
      if (candidate.hashCode() == hash && equal(candidate.utf8(), in, start, length)) {
        in.position(start + length);
        return candidate;
      }
    }
    TopicName name = read(in, length);
    keep(name);
    return name;
  }

  private static TopicName read(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return TopicName.ofUtf8(bytes);
  }

  /** As {@link java.util.Arrays#hashCode(byte[])}, which a TopicName uses. */
  private static int hash(ByteBuffer in, int start, int length) {
    int hash = 1;
    for (int i = start; i < start + length; i++) {
      hash = 31 * hash + in.get(i);
    }
    return hash;
  }

  private static boolean equal(byte[] name, ByteBuffer in, int start, int length) {
    if (name.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (name[i] != in.get(start + i)) {
        return false;
      }
    }
    return true;
  }

  private int index(int hash, int way) {
    return ((hash ^ hash >>> 16) + way) & known.length - 1;
  }

  private void keep(TopicName name) {
    if (size * 2 >= known.length && known.length < maximumCapacity) {
      grow();
    }
    for (int way = 0; way < WAYS; way++) {
      int index = index(name.hashCode(), way);
      if (known[index] == null) {
        known[index] = name;
        size++;
        return;
      }
    }
    nextVictim = (nextVictim + 1) % WAYS;
    known[index(name.hashCode(), nextVictim)] = name;
  }

  private void grow() {
    TopicName[] old = known;
    known = new TopicName[Math.max(FIRST_CAPACITY, old.length * 2)];
    size = 0;
    for (TopicName name : old) {
      if (name != null) {
        keep(name);
      }
    }
  }
}
