package hearth.broker;

import hearth.broker.connection.Authenticator;
import hearth.io.net.Peer;
import hearth.protocol.packet.Connect;
import java.util.function.Consumer;

/**
 * Lets nobody in, since the broker has moved: a client of 5.0 is told where (4.11), an earlier one
 * that this server is unavailable.
 */
public final class MovedAuthenticator implements Authenticator {
  private final String serverReference;

  /**
   * @param serverReference a host, or a host and port
   */
  public MovedAuthenticator(String serverReference) {
    this.serverReference = serverReference;
  }

  @Override
  public void authenticate(
      Connect connect, String clientIdentifier, Peer peer, Consumer<AuthResult> answer) {
    answer.accept(AuthResult.moved(serverReference));
  }

  /** Whatever is asked, the answer is the same. */
  @Override
  public Exchange begin(String method, String given, String clientIdentifier, Peer peer) {
    return data -> Step.end(AuthResult.moved(serverReference), null);
  }
}
