package hearth.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding: the password never crosses the wire,
 * and the server proves that it knows it too.
 *
 * <pre>
 * CONNECT   n,,n=user,r=clientNonce
 * AUTH   &lt;- r=clientNonce+serverNonce,s=salt,i=iterations
 * AUTH   -&gt; c=biws,r=clientNonce+serverNonce,p=ClientProof
 * CONNACK&lt;- v=ServerSignature
 * </pre>
 */
public final class ScramSha256 implements Authentication {
  private static final String HEADER = "n,,";
  private static final int FEWEST_ITERATIONS = 4096; // RFC 7677, section 4
  private static final int MAX_ITERATIONS = 1_000_000; // seconds of a Pi's time; more is an attack

  private final String userName;
  private final byte[] password;
  private final int nonceBytes;
  private final RandomGenerator random;
  private final Executor worker;

  private String clientNonce;
  private String clientFirstBare;
  private byte[] serverSignature;

  /**
   * @param password prepared by Unicode normalisation form KC, which stands in for SASLprep
   * @param random a secure source
   * @param worker where the password is hashed, a matter of tens of milliseconds
   */
  public ScramSha256(String userName, String password, RandomGenerator random, Executor worker) {
    this(userName, password, 24, random, worker);
  }

  ScramSha256(
      String userName, String password, int nonceBytes, RandomGenerator random, Executor worker) {
    this.nonceBytes = nonceBytes;
    this.userName = userName;
    this.password =
        Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
    this.random = random;
    this.worker = worker;
  }

  @Override
  public String method() {
    return "SCRAM-SHA-256";
  }

  @Override
  public byte[] begin() {
    byte[] nonce = new byte[nonceBytes];
    random.nextBytes(nonce);
    clientNonce = Base64.getEncoder().encodeToString(nonce);
    clientFirstBare = "n=" + userName.replace("=", "=3D").replace(",", "=2C") + ",r=" + clientNonce;
    serverSignature = null;
    return (HEADER + clientFirstBare).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public CompletableFuture<byte[]> answer(byte[] challenge) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    worker.execute(
        () -> {
          try {
            answer.complete(clientFinal(challenge));
          } catch (MqttException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private byte[] clientFinal(byte[] challenge) throws MqttException {
    String serverFirst = challenge == null ? "" : new String(challenge, StandardCharsets.UTF_8);
    Map<Character, String> said = attributes(serverFirst);
    String nonce = said.getOrDefault('r', "");
    if (!nonce.startsWith(clientNonce) || nonce.length() == clientNonce.length()) {
      throw new MqttException("SCRAM: the server's nonce does not continue the client's");
    }
    byte[] salted = saltedPassword(decode(said.get('s')), iterations(said.get('i')));
    String withoutProof = "c=" + Base64.getEncoder().encodeToString(ascii(HEADER)) + ",r=" + nonce;
    byte[] signed = ascii(clientFirstBare + "," + serverFirst + "," + withoutProof);
    byte[] clientKey = hmac(salted, ascii("Client Key"));
    byte[] proof = hmac(sha256(clientKey), signed);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= clientKey[i];
    }
    serverSignature = hmac(hmac(salted, ascii("Server Key")), signed);
    return ascii(withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof));
  }

  @Override
  public void finish(byte[] proof) throws MqttException {
    Map<Character, String> said =
        attributes(proof == null ? "" : new String(proof, StandardCharsets.UTF_8));
    byte[] expected = serverSignature;
    serverSignature = null;
    if (expected == null || !MessageDigest.isEqual(expected, decode(said.get('v')))) {
      throw new MqttException(
          "SCRAM: the server did not prove that it knows the password; it may be an impostor");
    }
  }

  /** Hi() of RFC 5802: PBKDF2 with HMAC-SHA-256 and one block. */
  private byte[] saltedPassword(byte[] salt, int iterations) {
    byte[] round = hmac(password, firstBlock(salt));
    byte[] result = round.clone();
    Mac mac = mac(password);
    for (int i = 1; i < iterations; i++) {
      round = mac.doFinal(round);
      for (int k = 0; k < result.length; k++) {
        result[k] ^= round[k];
      }
    }
    return result;
  }

  /** The salt with INT(1), the number of the only block, behind it. */
  private static byte[] firstBlock(byte[] salt) {
    byte[] block = Arrays.copyOf(salt, salt.length + 4);
    block[salt.length + 3] = 1;
    return block;
  }

  private static int iterations(String text) throws MqttException {
    try {
      int count = Integer.parseInt(text);
      if (count >= FEWEST_ITERATIONS && count <= MAX_ITERATIONS) {
        return count;
      }
    } catch (NumberFormatException e) {
      // said below, with the range
    }
    throw new MqttException(
        "SCRAM: the server asks for "
            + text
            + " iterations, not "
            + FEWEST_ITERATIONS
            + " to "
            + MAX_ITERATIONS);
  }

  private static Map<Character, String> attributes(String text) {
    Map<Character, String> found = new HashMap<>();
    for (String attribute : text.split(",")) {
      if (attribute.length() >= 2 && attribute.charAt(1) == '=') {
        found.put(attribute.charAt(0), attribute.substring(2));
      }
    }
    return found;
  }

  private static byte[] decode(String base64) throws MqttException {
    try {
      return Base64.getDecoder().decode(base64 == null ? "" : base64);
    } catch (IllegalArgumentException e) {
      throw new MqttException("SCRAM: the server sent invalid base64", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    return mac(key).doFinal(text);
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      // An empty key is refused by SecretKeySpec; HMAC pads with zeros anyway (RFC 2104).
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has HmacSHA256", e);
    }
  }

  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
