package hearth.broker.access;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Slows down who guesses passwords, and lets in who knows one. Wrong passwords are counted for an
 * address with a user, and for an address; who has logged in before from there, as the same user
 * with the same Client Identifier, is counted by itself, whoever guesses beside it; since anybody
 * there may give its Client Identifier, all such have as many guesses in all as an address, and
 * then one each. On the loop's thread; memory is bounded and small, however long the names are.
 *
 * <pre>
 *   wrong password                -> answer held back, longer each time
 *   perUser or perAddress of them -> one password each interval is looked at, no other is
 *   none within the window        -> all forgotten
 * </pre>
 *
 * <p>The same wrong password again is no guess, and must not be told to {@link #failed}: a
 * forgotten device, which never stops trying, slows down nobody but itself. See {@link
 * PasswordVerifier#knowsWrong}.
 */
public final class FailedLogins {
  private static final int MAXIMUM_ENTRIES = 1_000;

  /**
   * When it is too much.
   *
   * @param perUser wrong passwords from an address for one user, at least 1
   * @param perAddress wrong passwords from an address in all, at least 1
   * @param windowNanos after so long without another they are forgotten
   * @param userIntervalNanos how often a password for a user is then looked at
   * @param addressIntervalNanos how often one from an address is
   * @param delayNanos how long the answer to the first wrong one is held back; doubles with each
   * @param maximumDelayNanos where the doubling ends
   */
  public record Limits(
      int perUser,
      int perAddress,
      long windowNanos,
      long userIntervalNanos,
      long addressIntervalNanos,
      long delayNanos,
      long maximumDelayNanos) {

    /**
     * 10 a user, 30 an address; then one in 30 s and one in 10 s, until nothing was wrong for 10
     * minutes; delays of 1/4 to 4 seconds.
     */
    public static Limits standard() {
      return new Limits(
          10,
          30,
          TimeUnit.MINUTES.toNanos(10),
          TimeUnit.SECONDS.toNanos(30),
          TimeUnit.SECONDS.toNanos(10),
          TimeUnit.MILLISECONDS.toNanos(250),
          TimeUnit.SECONDS.toNanos(4));
    }
  }

  /** Somebody who tries to log in. */
  public static final class Attempt {
    private final long address;
    private final long user;
    private final long client;

    /** Whether it has taken the look of an interval. */
    private boolean mayBeLookedAt;

    private Attempt(long address, long user, long client) {
      this.address = address;
      this.user = user;
      this.client = client;
    }
  }

  /** What was wrong of late. */
  private static final class Failures {
    private int count;
    private long last;
    private long nextLook;

    private boolean isTooMany(int maximum, long window, long nanoTime) {
      if (nanoTime - last > window) {
        count = 0;
      }
      return count >= maximum;
    }

    private long waitFor(int maximum, long window, long nanoTime) {
      return isTooMany(maximum, window, nanoTime) ? Math.max(0, nextLook - nanoTime) : 0;
    }

    private void add(long interval, long nanoTime) {
      count++;
      last = nanoTime;
      nextLook = nanoTime + interval;
    }
  }

  private static final Failures NONE = new Failures();

  private final Limits limits;
  private final Fingerprints fingerprints;
  private final Map<Long, Failures> addresses = new RecentMap<>(MAXIMUM_ENTRIES);
  private final Map<Long, Failures> users = new RecentMap<>(MAXIMUM_ENTRIES);
  private final Map<Long, Failures> clients = new RecentMap<>(MAXIMUM_ENTRIES);

  /** Of all known clients of an address: their wrong passwords, and how many gave some. */
  private final Map<Long, Failures> knownGuesses = new RecentMap<>(MAXIMUM_ENTRIES);

  private final Map<Long, Failures> wrongClients = new RecentMap<>(MAXIMUM_ENTRIES);

  /** By address and user. */
  private final Map<Long, KnownClients> known = new RecentMap<>(MAXIMUM_ENTRIES);

  private final Map<Long, Boolean> knownAddresses = new RecentMap<>(MAXIMUM_ENTRIES);

  /**
   * @param secret gives some 32 random bytes, the same for the whole run of the broker
   */
  public FailedLogins(Limits limits, Supplier<byte[]> secret) {
    this.limits = limits;
    this.fingerprints = new Fingerprints(secret);
  }

  /**
   * Somebody tries to log in.
   *
   * @param address what bans count by: {@link hearth.io.net.Peer#network}
   */
  public Attempt attempt(String address, String user, String clientIdentifier) {
    return new Attempt(
        fingerprints.of(address),
        fingerprints.of(address, user),
        fingerprints.of(address, user, clientIdentifier));
  }

  /** Whether it has logged in before, from there and under the same Client Identifier. */
  public boolean isKnown(Attempt attempt) {
    KnownClients ofUser = known.get(attempt.user);
    return ofUser != null && ofUser.contains(attempt.client);
  }

  /** Whether anybody has logged in from an address. */
  public boolean isKnown(String address) {
    return knownAddresses.containsKey(fingerprints.of(address));
  }

  /**
   * How long its password must wait to be looked at, in nanoseconds; 0 where it may be now. One
   * that is let through where there were too many wrong ones takes the place of all others until
   * the interval is over.
   */
  public long waitFor(Attempt attempt, long nanoTime) {
    if (attempt.mayBeLookedAt) {
      return 0;
    }
    long wait = waitNanos(attempt, nanoTime);
    if (wait == 0) {
      takeLook(attempt, nanoTime);
    }
    return wait;
  }

  private long waitNanos(Attempt attempt, long now) {
    long window = limits.windowNanos;
    if (isKnown(attempt)) {
      return of(clients, attempt.client).waitFor(ofClient(attempt, now), window, now);
    }
    return Math.max(
        of(users, attempt.user).waitFor(limits.perUser, window, now),
        of(addresses, attempt.address).waitFor(limits.perAddress, window, now));
  }

  private void takeLook(Attempt attempt, long now) {
    if (isKnown(attempt)) {
      int maximum = ofClient(attempt, now);
      takeLook(attempt, of(clients, attempt.client), maximum, clientInterval(attempt, now), now);
      return;
    }
    takeLook(attempt, of(users, attempt.user), limits.perUser, limits.userIntervalNanos, now);
    takeLook(
        attempt,
        of(addresses, attempt.address),
        limits.perAddress,
        limits.addressIntervalNanos,
        now);
  }

  private void takeLook(Attempt attempt, Failures failures, int maximum, long interval, long now) {
    if (failures.isTooMany(maximum, limits.windowNanos, now)) {
      failures.nextLook = now + interval;
      attempt.mayBeLookedAt = true;
    }
  }

  /**
   * How many wrong passwords a known client has: one, where those of an address have too many in
   * all. One that had none is let in then too.
   */
  private int ofClient(Attempt attempt, long now) {
    Failures all = of(knownGuesses, attempt.address);
    return all.isTooMany(limits.perAddress, limits.windowNanos, now) ? 1 : limits.perUser;
  }

  /** Known clients that get passwords wrong share what an address may try; none takes it all. */
  private long clientInterval(Attempt attempt, long now) {
    if (ofClient(attempt, now) > 1) {
      return limits.userIntervalNanos;
    }
    long shared = limits.addressIntervalNanos * of(wrongClients, attempt.address).count;
    return Math.max(limits.userIntervalNanos, Math.min(shared, limits.windowNanos));
  }

  private void addKnown(Attempt attempt, long now) {
    Failures own = of(clients, attempt.client);
    if (!own.isTooMany(1, limits.windowNanos, now)) {
      add(wrongClients, attempt.address, 0, now);
    }
    add(knownGuesses, attempt.address, 0, now);
    add(clients, attempt.client, clientInterval(attempt, now), now);
  }

  private static Failures of(Map<Long, Failures> all, long fingerprint) {
    return all.getOrDefault(fingerprint, NONE);
  }

  /**
   * Counts a wrong password.
   *
   * @return for how many nanoseconds to hold back the answer
   */
  public long failed(Attempt attempt, long nanoTime) {
    if (isKnown(attempt)) {
      addKnown(attempt, nanoTime);
    } else {
      add(users, attempt.user, limits.userIntervalNanos, nanoTime);
      add(addresses, attempt.address, limits.addressIntervalNanos, nanoTime);
    }
    return delay(attempt);
  }

  private void add(Map<Long, Failures> all, long fingerprint, long interval, long nanoTime) {
    Failures failures = all.computeIfAbsent(fingerprint, number -> new Failures());
    failures.isTooMany(limits.perUser, limits.windowNanos, nanoTime); // forgets what is old
    failures.add(interval, nanoTime);
  }

  /** For how many nanoseconds to hold back an answer that is no. */
  public long delay(Attempt attempt) {
    int count =
        isKnown(attempt) ? of(clients, attempt.client).count : of(addresses, attempt.address).count;
    long delay = limits.delayNanos;
    for (int i = 1; i < count && delay < limits.maximumDelayNanos; i++) {
      delay *= 2;
    }
    return Math.min(delay, limits.maximumDelayNanos);
  }

  /**
   * The password was right: from now on it counts by itself. What others got wrong there stays:
   * else one account would buy any number of guesses at others.
   */
  public void succeeded(Attempt attempt) {
    clients.remove(attempt.client);
    knownAddresses.put(attempt.address, true);
    known.computeIfAbsent(attempt.user, number -> new KnownClients()).add(attempt.client);
  }
}
