package hearth.broker.connection;

import hearth.broker.session.Permissions;
import hearth.io.net.Peer;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ReasonCode;
import java.util.function.Consumer;

/** Decides who a client is, and so what it may do. */
public interface Authenticator {
  /** What has let a client in; asked again when users have changed. On the loop's thread. */
  @FunctionalInterface
  interface Credential {
    /** One that is good for ever. */
    Credential ALWAYS = () -> null;

    /** Why it would not be let in any more, a sentence for the log; null while it would. */
    String whyRevoked();
  }

  /**
   * The answer to a CONNECT.
   *
   * @param reasonCode SUCCESS, or why not
   * @param userName the user it is; null for an anonymous client
   * @param permissions what the user may do with this Client Identifier
   * @param credential what has let it in; null where it is refused
   * @param why a sentence for the log where it is refused; never names the password
   * @param said the same in words for the client, which need not know where the rules are, nor who
   *     else has a password
   * @param serverReference the server to use in this one's stead (4.11), or null
   */
  record AuthResult(
      ReasonCode reasonCode,
      String userName,
      Permissions permissions,
      Credential credential,
      String why,
      String said,
      String serverReference) {
    public static AuthResult accepted(String userName, Permissions permissions) {
      return accepted(userName, permissions, Credential.ALWAYS);
    }

    public static AuthResult accepted(
        String userName, Permissions permissions, Credential credential) {
      return new AuthResult(
          ReasonCode.SUCCESS, userName, permissions, credential, null, null, null);
    }

    /** The broker is another one from now on. */
    public static AuthResult moved(String serverReference) {
      String why = "the broker is " + serverReference + " now";
      return new AuthResult(ReasonCode.SERVER_MOVED, null, null, null, why, why, serverReference);
    }

    public static AuthResult refused(ReasonCode reasonCode, String why) {
      return refused(reasonCode, why, why);
    }

    public static AuthResult refused(ReasonCode reasonCode, String why, String said) {
      return new AuthResult(reasonCode, null, null, null, why, said, null);
    }
  }

  /**
   * What follows from a message of an exchange.
   *
   * @param verdict null while it goes on
   * @param data the Authentication Data to send, or null
   * @param delayNanos for how long the verdict is held back
   */
  record Step(AuthResult verdict, byte[] data, long delayNanos) {
    public static Step further(byte[] data) {
      return new Step(null, data, 0);
    }

    public static Step end(AuthResult verdict, byte[] data) {
      return new Step(verdict, data, 0);
    }
  }

  /** One exchange of enhanced authentication; on the loop's thread, does not block. */
  interface Exchange {
    /** Takes the client's Authentication Data. */
    Step answer(byte[] data);
  }

  /**
   * Begins an exchange (4.12).
   *
   * @param given the Client Identifier that the client has named, by which it is known again; empty
   *     where it left that to the broker
   * @param clientIdentifier the same, or the one that was assigned
   * @return null where the method is not known
   */
  default Exchange begin(String method, String given, String clientIdentifier, Peer peer) {
    return null;
  }

  /**
   * Whether whoever it lets in is told who has published what it gets, see {@link
   * hearth.broker.message.PublisherProperty}: that is nobody's business but of the device of this
   * process.
   */
  default boolean tellsPublishers() {
    return false;
  }

  /**
   * Looks at a client; called on the loop's thread and does not block it.
   *
   * @param clientIdentifier that of the CONNECT, or the one that was assigned
   * @param answer called once, on the loop's thread, at once or later
   */
  void authenticate(
      Connect connect, String clientIdentifier, Peer peer, Consumer<AuthResult> answer);
}
