package hearth.broker.access;

import java.util.Arrays;

/** The Client Identifiers that one user has logged in with from one address: the last ones. */
final class KnownClients {
  /** A large home behind one proxy, under one user. */
  private static final int MAXIMUM = 256;

  private long[] fingerprints = new long[2];
  private int size;
  private int next;

  boolean contains(long fingerprint) {
    for (int i = 0; i < size; i++) {
      if (fingerprints[i] == fingerprint) {
        return true;
      }
    }
    return false;
  }

  /** Adds one, in the place of the oldest where there are too many. */
  void add(long fingerprint) {
    if (contains(fingerprint)) {
      return;
    }
    if (size == fingerprints.length && size < MAXIMUM) {
      fingerprints = Arrays.copyOf(fingerprints, 2 * size);
    }
    fingerprints[next] = fingerprint;
    size = Math.max(size, next + 1);
    next = (next + 1) % MAXIMUM;
  }
}
