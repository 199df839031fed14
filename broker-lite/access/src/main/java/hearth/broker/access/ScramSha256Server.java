package hearth.broker.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * The server's side of one SCRAM-SHA-256 exchange (RFC 5802, RFC 7677), the enhanced authentication
 * of MQTT 5.0. Cheap on the server: the client does the slow hashing. Made by {@link
 * ScramAuthentication#begin}.
 *
 * <pre>
 *   CLIENT_FIRST --client-first--> CLIENT_FINAL --right proof--> AUTHENTICATED
 *        |                              |
 *        +------- anything else -------+----------------------> FAILED
 * </pre>
 *
 * <p>CONNECT carries the client-first-message as its Authentication Data, AUTH (0x18) the answer
 * and the client-final-message, CONNACK or AUTH (0x00) the server-final-message.
 */
public final class ScramSha256Server {
  /** The Authentication Method of MQTT. */
  public static final String METHOD = "SCRAM-SHA-256";

  /** Where the exchange stands. */
  public enum State {
    CLIENT_FIRST,
    CLIENT_FINAL,
    AUTHENTICATED,
    FAILED
  }

  /** What is wrong with a message, for the log; without secrets. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private Refused(String message) {
      super(message, null, false, false);
    }
  }

  private final ScramAuthentication users;
  private final String serverNonce;
  private State state = State.CLIENT_FIRST;
  private String user;
  private String failure;
  private boolean guess;
  private ScramCredentials credentials;

  /** {@code n,,} or the like; the client repeats it in its last message. */
  private String gs2Header;

  private String clientFirstBare;
  private String serverFirst;
  private String nonce;

  ScramSha256Server(ScramAuthentication users, String serverNonce) {
    this.users = users;
    this.serverNonce = serverNonce;
  }

  public State state() {
    return state;
  }

  /** The user that the client names, verified in {@link State#AUTHENTICATED} only; else null. */
  public String user() {
    return user;
  }

  /**
   * Why it failed, a sentence for the log; null otherwise. Of a guess the client is not told: it
   * says who exists.
   */
  public String failure() {
    return failure;
  }

  /** Whether it failed by a wrong proof, and not by a message that is none. */
  public boolean isGuess() {
    return guess;
  }

  /**
   * Takes the client's next message.
   *
   * @return what to send: the challenge in {@link State#CLIENT_FINAL}, the server's own proof in
   *     {@link State#AUTHENTICATED}; null in {@link State#FAILED}
   * @throws IllegalStateException where the exchange is over
   */
  public byte[] answer(byte[] message) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
      return switch (state) {
        case CLIENT_FIRST -> challenge(text).getBytes(UTF_8);
        case CLIENT_FINAL -> proof(text).getBytes(UTF_8);
        default -> throw new IllegalStateException("the exchange is over: " + state);
      };
    } catch (CharacterCodingException e) {
      return fail("its SCRAM message is not UTF-8");
    } catch (Refused e) {
      return fail(e.getMessage());
    }
  }

  private byte[] fail(String why) {
    state = State.FAILED;
    failure = why;
    return null;
  }

  /** {@code n,[a=authzid],n=user,r=nonce[,extensions]} */
  private String challenge(String clientFirst) throws Refused {
    String[] parts = clientFirst.split(",", 3);
    require(parts.length == 3, "its first SCRAM message is cut");
    // "y" says that the client could bind to a TLS channel and believes that we cannot: right.
    require(parts[0].equals("n") || parts[0].equals("y"), "it asks for SCRAM channel binding");
    gs2Header = parts[0] + "," + parts[1] + ",";
    clientFirstBare = parts[2];
    String[] attributes = clientFirstBare.split(",", -1);
    require(attributes.length >= 2, "its first SCRAM message is cut");
    user = unescaped(value(attributes[0], 'n'));
    String clientNonce = value(attributes[1], 'r');
    boolean printable = clientNonce.chars().allMatch(c -> c > ' ' && c < 127);
    require(!clientNonce.isEmpty() && printable, "its SCRAM nonce is empty or not printable");
    if (!parts[1].isEmpty()) {
      require(
          unescaped(value(parts[1], 'a')).equals(user),
          "it wants to act as another user than its own");
    }
    credentials = users.credentials(user);
    nonce = clientNonce + serverNonce;
    serverFirst = credentials.challenge(nonce);
    state = State.CLIENT_FINAL;
    return serverFirst;
  }

  /** {@code c=gs2-header,r=nonce[,extensions],p=proof} */
  private String proof(String clientFinal) throws Refused {
    int end = clientFinal.lastIndexOf(",p=");
    require(end >= 0, "its last SCRAM message has no proof");
    String withoutProof = clientFinal.substring(0, end);
    String[] attributes = withoutProof.split(",", -1);
    require(attributes.length >= 2, "its last SCRAM message is cut");
    String binding = Base64.getEncoder().encodeToString(gs2Header.getBytes(UTF_8));
    require(value(attributes[0], 'c').equals(binding), "its SCRAM channel binding has changed");
    byte[] answered = value(attributes[1], 'r').getBytes(UTF_8);
    require(MessageDigest.isEqual(answered, nonce.getBytes(UTF_8)), "its SCRAM nonce is another's");
    String authMessage = clientFirstBare + "," + serverFirst + "," + withoutProof;
    byte[] proof = decoded(clientFinal.substring(end + 3));
    // Both, always: an unknown user takes the same time.
    boolean right = credentials.isProof(proof, authMessage) & users.knows(user);
    guess = !right;
    require(right, users.whyWrong(user));
    state = State.AUTHENTICATED;
    return "v=" + credentials.signature(authMessage);
  }

  private static void require(boolean condition, String otherwise) throws Refused {
    if (!condition) {
      throw new Refused(otherwise);
    }
  }

  private static String value(String attribute, char name) throws Refused {
    require(
        attribute.length() >= 2 && attribute.charAt(0) == name && attribute.charAt(1) == '=',
        "its SCRAM message has something else where " + name + "= belongs");
    return attribute.substring(2);
  }

  /** A saslname: {@code =2C} is a comma, {@code =3D} an equals sign, no other = may stand there. */
  private static String unescaped(String name) throws Refused {
    String rest = name.replace("=2C", "").replace("=3D", "");
    require(rest.indexOf('=') < 0, "the user name of its SCRAM message is not escaped");
    return name.replace("=2C", ",").replace("=3D", "=");
  }

  private static byte[] decoded(String base64) throws Refused {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new Refused("its SCRAM proof is not base64");
    }
  }

  @Override
  public String toString() {
    return "ScramSha256Server[" + state + ", user " + user + "]";
  }
}
