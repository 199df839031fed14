package hearth.runtime.host;

import hearth.broker.AccountAuthenticator;
import hearth.broker.connection.Authenticator;
import hearth.io.net.Peer;
import hearth.protocol.packet.Connect;
import java.util.function.Consumer;

/**
 * Lets a page in whose browser is known: as the user of its cookie, where it names none itself.
 * Everything else is as on any listener.
 */
final class PanelLogin implements Authenticator {
  private final AccountAuthenticator accounts;
  private final String user;
  private final boolean secure;
  private boolean kept;

  /**
   * Of one connection.
   *
   * @param user whom the cookie names, or null
   * @param secure whether it came by TLS
   */
  PanelLogin(AccountAuthenticator accounts, String user, boolean secure) {
    this.accounts = accounts;
    this.user = user;
    this.secure = secure;
  }

  @Override
  public void authenticate(
      Connect connect, String clientIdentifier, Peer peer, Consumer<Verdict> answer) {
    if (user != null && connect.userName() == null && peer.certificate() == null) {
      kept = true;
      answer.accept(accounts.acceptedAs(user, clientIdentifier));
    } else {
      accounts.authenticate(connect, clientIdentifier, peer, answer);
    }
  }

  @Override
  public Exchange begin(String method, String given, String clientIdentifier, Peer peer) {
    return accounts.begin(method, given, clientIdentifier, peer);
  }

  /** Whether it was the cookie that let it in. */
  boolean isKept() {
    return kept;
  }

  boolean isSecure() {
    return secure;
  }
}
