package hearth.broker.access;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Slows down and then bans who guesses passwords. A host is banned from one user after a few
 * failures, and from all users after more: a single device with an old password, which never stops
 * trying, does not lock out the others behind its address. On the loop's thread; memory is bounded.
 *
 * <pre>
 *   failure of host with user -> answer delayed, longer each time
 *   perUser failures within the window -> this host may not try this user for the ban
 *   perHost failures within the window -> this host may not try anybody for the ban
 * </pre>
 */
public final class FailedLogins {
  private static final int MAXIMUM_ENTRIES = 1_000;

  /**
   * When it is too much.
   *
   * @param perUser failures of a host with one user before it is banned from the user, at least 1
   * @param perHost failures of a host in all before it is banned, at least 1
   * @param windowNanos how long failures are counted together
   * @param banNanos how long a ban lasts
   * @param delayNanos how long the answer to the first failure is held back; doubles with each
   * @param maximumDelayNanos where the doubling ends
   */
  public record Limits(
      int perUser,
      int perHost,
      long windowNanos,
      long banNanos,
      long delayNanos,
      long maximumDelayNanos) {

    /** 5 a user, 30 a host within 10 minutes; 5 minutes of ban; delays of 1/4 to 4 seconds. */
    public static Limits standard() {
      return new Limits(
          5,
          30,
          TimeUnit.MINUTES.toNanos(10),
          TimeUnit.MINUTES.toNanos(5),
          TimeUnit.MILLISECONDS.toNanos(250),
          TimeUnit.SECONDS.toNanos(4));
    }
  }

  private record HostAndUser(String host, String user) {}

  /** The failures of one host, or of one host with one user. */
  private static final class Failures {
    private int count;
    private long since;
    private boolean banned;
    private long bannedUntil;

    private long bannedFor(long nanoTime) {
      return banned ? Math.max(0, bannedUntil - nanoTime) : 0;
    }

    /** Counts one more; the how manieth of the window it is. */
    private int add(int maximum, Limits limits, long nanoTime) {
      if (count == 0 || nanoTime - since > limits.windowNanos) {
        count = 0;
        since = nanoTime;
      }
      int failure = ++count;
      if (failure >= maximum) {
        count = 0;
        banned = true;
        bannedUntil = nanoTime + limits.banNanos;
      }
      return failure;
    }
  }

  private final Limits limits;
  private final Map<String, Failures> hosts = new RecentMap<>(MAXIMUM_ENTRIES);
  private final Map<HostAndUser, Failures> users = new RecentMap<>(MAXIMUM_ENTRIES);

  public FailedLogins(Limits limits) {
    this.limits = limits;
  }

  /**
   * How long this host may not try this user, in nanoseconds; 0 where it may now. Whoever is banned
   * is refused before the password is looked at, and without a call of {@link #failed}.
   *
   * @param user null for who names none
   */
  public long bannedFor(String host, String user, long nanoTime) {
    Failures ofHost = hosts.get(host);
    Failures ofUser = users.get(new HostAndUser(host, user));
    return Math.max(
        ofHost == null ? 0 : ofHost.bannedFor(nanoTime),
        ofUser == null ? 0 : ofUser.bannedFor(nanoTime));
  }

  /**
   * Counts a wrong password.
   *
   * @return for how many nanoseconds to hold back the answer
   */
  public long failed(String host, String user, long nanoTime) {
    int failure =
        hosts.computeIfAbsent(host, name -> new Failures()).add(limits.perHost, limits, nanoTime);
    users
        .computeIfAbsent(new HostAndUser(host, user), pair -> new Failures())
        .add(limits.perUser, limits, nanoTime);
    long delay = limits.delayNanos;
    for (int i = 1; i < failure && delay < limits.maximumDelayNanos; i++) {
      delay *= 2;
    }
    return Math.min(delay, limits.maximumDelayNanos);
  }

  /**
   * Forgets the failures of this host with this user. The host's own stay: otherwise one account
   * would buy any number of guesses at others.
   */
  public void succeeded(String host, String user) {
    users.remove(new HostAndUser(host, user));
  }
}
