package hearth.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientConfig;
import com.hivemq.client.mqtt.mqtt5.auth.Mqtt5EnhancedAuthMechanism;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5Auth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5AuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5EnhancedAuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** SCRAM-SHA-256 as RFC 5802 and 7677 write it, for the HiveMQ client; knows nothing of ours. */
final class ScramMechanism implements Mqtt5EnhancedAuthMechanism {
  private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";

  private final String user;
  private final String password;
  private byte[] serverSignature;

  ScramMechanism(String user, String password) {
    this.user = user;
    this.password = password;
  }

  @Override
  public MqttUtf8String getMethod() {
    return MqttUtf8String.of("SCRAM-SHA-256");
  }

  @Override
  public int getTimeout() {
    return 30;
  }

  private String clientFirstBare() {
    return "n=" + user + ",r=" + NONCE;
  }

  private byte[] clientFirst() {
    return ("n,," + clientFirstBare()).getBytes(UTF_8);
  }

  @Override
  public CompletableFuture<Void> onAuth(
      Mqtt5ClientConfig client, Mqtt5Connect connect, Mqtt5EnhancedAuthBuilder auth) {
    auth.data(clientFirst());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> onReAuth(Mqtt5ClientConfig client, Mqtt5AuthBuilder auth) {
    auth.data(clientFirst());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Boolean> onContinue(
      Mqtt5ClientConfig client, Mqtt5Auth auth, Mqtt5AuthBuilder answer) {
    try {
      answer.data(clientFinal(text(auth.getData())));
      return CompletableFuture.completedFuture(true);
    } catch (GeneralSecurityException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private byte[] clientFinal(String serverFirst) throws GeneralSecurityException {
    String[] parts = serverFirst.split(",");
    byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
    int iterations = Integer.parseInt(parts[2].substring(2));
    byte[] salted =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
            .getEncoded();
    String withoutProof = "c=biws," + parts[0];
    String all = clientFirstBare() + "," + serverFirst + "," + withoutProof;
    byte[] clientKey = hmac(salted, "Client Key");
    byte[] stored = MessageDigest.getInstance("SHA-256").digest(clientKey);
    byte[] proof = hmac(stored, all);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= clientKey[i];
    }
    serverSignature = hmac(hmac(salted, "Server Key"), all);
    return (withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof)).getBytes(UTF_8);
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private static String text(Optional<ByteBuffer> data) {
    return UTF_8.decode(data.orElseThrow()).toString();
  }

  private CompletableFuture<Boolean> isServer(Optional<ByteBuffer> data) {
    String signature = text(data).substring(2);
    return CompletableFuture.completedFuture(
        Arrays.equals(serverSignature, Base64.getDecoder().decode(signature)));
  }

  @Override
  public CompletableFuture<Boolean> onAuthSuccess(Mqtt5ClientConfig client, Mqtt5ConnAck answer) {
    return isServer(answer.getEnhancedAuth().orElseThrow().getData());
  }

  @Override
  public CompletableFuture<Boolean> onReAuthSuccess(Mqtt5ClientConfig client, Mqtt5Auth auth) {
    return isServer(auth.getData());
  }

  @Override
  public void onAuthRejected(Mqtt5ClientConfig client, Mqtt5ConnAck answer) {}

  @Override
  public void onReAuthRejected(Mqtt5ClientConfig client, Mqtt5Disconnect disconnect) {}

  @Override
  public void onAuthError(Mqtt5ClientConfig client, Throwable cause) {}

  @Override
  public void onReAuthError(Mqtt5ClientConfig client, Throwable cause) {}
}
