package hearth.runtime.config;

import java.util.Objects;

/**
 * An item of {@code listen} of the broker.
 *
 * @param anonymous which clients may come without a user name
 * @param tls null for a listener without
 * @param webSocket null for a listener of plain MQTT
 */
public record ListenerSettings(
    Position where,
    NetworkAddress address,
    Anonymous anonymous,
    TlsSettings tls,
    WebSocketSettings webSocket) {
  /** Which clients may come without a user name. */
  public enum Anonymous {
    NO,
    /** Those of this machine. */
    LOCAL,
    YES
  }

  private static final Key<NetworkAddress> ADDRESS =
      Key.required(
          "address",
          new Scalar<>(
              "an address and port such as 0.0.0.0:1883 (all networks) or 127.0.0.1:1883 (this"
                  + " machine)",
              NetworkAddress::of),
          "where it listens");

  private static final Key<Anonymous> ANONYMOUS =
      Key.optional(
          "anonymous",
          Values.oneOf(Anonymous.class),
          Anonymous.NO,
          "which clients may come without a user name: none, those of this machine, or all");

  private static final Key<TlsSettings> TLS =
      Key.optional("tls", TlsSettings.SCHEMA, null, "encrypts the listener, usually on port 8883");

  private static final Key<WebSocketSettings> WEBSOCKET =
      Key.optional(
          "websocket", WebSocketSettings.SCHEMA, null, "MQTT over WebSocket instead of plain MQTT");

  static final Schema<ListenerSettings> SCHEMA =
      new Schema<>(
              "a listener",
              form ->
                  new ListenerSettings(
                      form.position(),
                      form.get(ADDRESS),
                      form.get(ANONYMOUS),
                      form.get(TLS),
                      form.get(WEBSOCKET)),
              ADDRESS,
              ANONYMOUS,
              TLS,
              WEBSOCKET)
          .orJust(ADDRESS);

  /** The same listener in another line of the file is the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ListenerSettings that
        && address.equals(that.address)
        && anonymous == that.anonymous
        && Objects.equals(tls, that.tls)
        && Objects.equals(webSocket, that.webSocket);
  }

  @Override
  public int hashCode() {
    return Objects.hash(address, anonymous, tls, webSocket);
  }
}
