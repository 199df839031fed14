package hearth.runtime.host;

import hearth.broker.Accounts;
import hearth.broker.session.Authority;
import hearth.broker.session.Permissions;
import hearth.io.net.Peer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Users and rules of a home: those of its files, and the device in the broker's process, which may
 * everything. On the loop's thread.
 */
final class HomeAuthority implements Authority {
  private final String device;
  private final boolean hasCertificates;
  private final Authority rules;
  private final Supplier<Accounts> accounts;
  private final Predicate<Peer> isRevoked;

  /** Who was in the password file since the start and is no longer. */
  private final Set<String> removed = new HashSet<>();

  /**
   * @param device the user of the device
   * @param hasCertificates whether there may be users who are in no password file
   * @param rules of all others
   * @param accounts those in force
   * @param isRevoked whether a certificate that a client has shown is
   */
  HomeAuthority(
      String device,
      boolean hasCertificates,
      Authority rules,
      Supplier<Accounts> accounts,
      Predicate<Peer> isRevoked) {
    this.device = device;
    this.hasCertificates = hasCertificates;
    this.rules = rules;
    this.accounts = accounts;
    this.isRevoked = isRevoked;
  }

  /** The files were reloaded. */
  void exchanged(Accounts before, Accounts now) {
    removed.addAll(before.passwords().users());
    removed.removeAll(now.passwords().users());
  }

  @Override
  public Permissions permissions(String userName, String clientIdentifier) {
    return device.equals(userName)
        ? Permissions.ALL
        : rules.permissions(userName, clientIdentifier);
  }

  @Override
  public boolean mayOwn(String userName, String clientIdentifier) {
    return device.equals(userName)
        || accounts.get().access().mayConnect(userName, clientIdentifier).allowed();
  }

  @Override
  public boolean isGone(String userName) {
    if (userName == null || device.equals(userName) || accounts.get().passwords().knows(userName)) {
      return false;
    }
    return !hasCertificates || removed.contains(userName);
  }

  @Override
  public boolean isRevoked(Peer peer) {
    return peer.certificate() != null && isRevoked.test(peer);
  }
}
