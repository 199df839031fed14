package hearth.runtime.host;

import hearth.broker.Accounts;
import hearth.broker.bridge.BridgePermissions;
import hearth.broker.session.Authority;
import hearth.broker.session.Permissions;
import hearth.io.net.Peer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Users and rules of a home: those of its files, the device in the broker's process, which may
 * everything, and bridges, which may what their local users may. On the loop's thread.
 */
final class HomeAuthority implements Authority {
  private final String device;
  private final Map<String, String> bridges;
  private final boolean hasCertificates;
  private final Authority rules;
  private final Supplier<Accounts> accounts;
  private final Predicate<Peer> isRevoked;

  /** Who was in the password file since the start and is no longer. */
  private final Set<String> removed = new HashSet<>();

  /**
   * @param device the user of the device
   * @param bridges the users of bridges, and whose rules each is held to; empty for nobody's
   * @param hasCertificates whether there may be users who are in no password file
   * @param rules of all others
   * @param accounts those in force
   * @param isRevoked whether a certificate that a client has shown is
   */
  HomeAuthority(
      String device,
      Map<String, String> bridges,
      boolean hasCertificates,
      Authority rules,
      Supplier<Accounts> accounts,
      Predicate<Peer> isRevoked) {
    this.device = device;
    this.bridges = bridges;
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
    if (!isOfProcess(userName)) {
      return rules.permissions(userName, clientIdentifier);
    }
    String held = bridges.getOrDefault(userName, "");
    return held.isEmpty()
        ? Permissions.ALL
        : new BridgePermissions(rules.permissions(held, clientIdentifier));
  }

  /** The device or a bridge, in no password file. */
  private boolean isOfProcess(String userName) {
    return userName != null && (device.equals(userName) || bridges.containsKey(userName));
  }

  @Override
  public boolean mayOwn(String userName, String clientIdentifier) {
    return isOfProcess(userName)
        || accounts.get().access().mayConnect(userName, clientIdentifier).allowed();
  }

  @Override
  public boolean isGone(String userName) {
    if (userName == null || isOfProcess(userName) || accounts.get().passwords().knows(userName)) {
      return false;
    }
    return !hasCertificates || removed.contains(userName);
  }

  @Override
  public boolean isRevoked(Peer peer) {
    return peer.certificate() != null && isRevoked.test(peer);
  }
}
