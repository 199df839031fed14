package hearth.client;

import java.util.concurrent.CompletableFuture;

/**
 * The client's side of an enhanced authentication (4.12, 5.0 only). One object serves one client;
 * it is asked anew for each connection and each re-authentication. Called on the event loop's
 * thread; what takes long is done elsewhere and completes the future.
 */
public interface Authentication {
  /** The Authentication Method, for example {@code SCRAM-SHA-256}. */
  String method();

  /**
   * Begins an exchange and forgets any earlier one.
   *
   * @return Authentication Data for CONNECT or for the AUTH that asks to re-authenticate; null for
   *     none
   */
  byte[] begin();

  /**
   * Answers an AUTH with Reason Code 0x18 (Continue authentication).
   *
   * @param challenge Authentication Data of the server, null where it sent none
   * @return completed with the Authentication Data to send, or exceptionally where the server
   *     cannot be trusted; from any thread
   */
  CompletableFuture<byte[]> answer(byte[] challenge);

  /**
   * The server says that the exchange has succeeded.
   *
   * @param proof Authentication Data of the CONNACK or the last AUTH, null where it sent none
   * @throws MqttException where the proof does not show that the server is the right one
   */
  void finish(byte[] proof) throws MqttException;
}
