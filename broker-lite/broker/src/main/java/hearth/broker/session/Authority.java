package hearth.broker.session;

import hearth.io.net.Peer;

/**
 * Who there is and who may do what, at this moment: asked again whenever that may have changed. On
 * the loop's thread.
 */
public interface Authority {
  /** Everybody is there, and may everything. */
  Authority ALL = (userName, clientIdentifier) -> Permissions.ALL;

  /** What a user (null for an anonymous one) may do with a Client Identifier. */
  Permissions permissions(String userName, String clientIdentifier);

  /** Whether a user (null for an anonymous one) may have the session of a Client Identifier. */
  default boolean mayOwn(String userName, String clientIdentifier) {
    return true;
  }

  /** Whether a user (null for an anonymous one) does not exist any more. */
  default boolean isGone(String userName) {
    return false;
  }

  /** Whether a certificate that a client has shown is not believed any more. */
  default boolean isRevoked(Peer peer) {
    return false;
  }
}
