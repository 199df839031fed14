package hearth.runtime.host;

import hearth.broker.AccountAuthenticator;
import hearth.broker.connection.Authenticator;
import hearth.io.net.Peer;
import hearth.protocol.packet.Connect;
import hearth.runtime.panel.PanelVisitors;
import java.util.function.Consumer;

/**
 * Lets a page in whose browser is known: as the user of its cookie, where it names none itself.
 * Everything else is as on any listener.
 */
final class PanelLogin implements Authenticator {
  private final AccountAuthenticator accounts;
  private final PanelVisitors visitors;
  private final boolean certified;
  private final boolean secure;

  /** Null where there is none, and from CONNECT on. */
  private String cookie;

  private boolean kept;

  /**
   * Of one connection.
   *
   * @param cookies what the browser has sent with its request for WebSocket
   * @param certified whether it has shown a client certificate
   * @param secure whether it came by TLS
   */
  PanelLogin(
      AccountAuthenticator accounts,
      PanelVisitors visitors,
      String cookies,
      boolean certified,
      boolean secure) {
    this.accounts = accounts;
    this.visitors = visitors;
    this.cookie = visitors.cookie(cookies, secure);
    this.certified = certified;
    this.secure = secure;
  }

  /** The cookie is asked for only now: since its request came, the password may have changed. */
  @Override
  public void authenticate(
      Connect connect, String clientIdentifier, Peer peer, Consumer<AuthResult> answer) {
    String user =
        cookie == null || certified || connect.userName() != null ? null : visitors.user(cookie);
    cookie = null;
    if (user != null) {
      kept = true;
      answer.accept(accounts.acceptedAs(user, clientIdentifier));
    } else {
      accounts.authenticate(connect, clientIdentifier, peer, answer);
    }
  }

  @Override
  public Exchange begin(String method, String given, String clientIdentifier, Peer peer) {
    cookie = null;
    return accounts.begin(method, given, clientIdentifier, peer);
  }

  /** Whether it was the cookie that let it in. */
  boolean isKept() {
    return kept;
  }

  /**
   * Whether it may have a cookie: that is for who knows the password. It would outlast a
   * certificate, which may be revoked while the password stays.
   */
  boolean mayBeKept() {
    return !certified;
  }

  boolean isSecure() {
    return secure;
  }
}
