package hearth.runtime.config;

import java.util.Objects;

/**
 * An item of {@code listen} of the broker.
 *
 * @param anonymous which clients may come without a user name
 * @param proxyProtocol proxies that say by the PROXY protocol whose connection they pass on, or
 *     null
 * @param tls null for a listener without
 * @param webSocket null for a listener of plain MQTT
 */
public record ListenerSettings(
    Position where,
    NetworkAddress address,
    Anonymous anonymous,
    TrustedProxies proxyProtocol,
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

  private static final Key<TrustedProxies> PROXY_PROTOCOL =
      Key.optional(
          "proxy_protocol",
          TrustedProxies.VALUE,
          null,
          "proxies that say whose connection they pass on, by the PROXY protocol");

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
                      form.get(PROXY_PROTOCOL),
                      form.get(TLS),
                      form.get(WEBSOCKET)),
              ADDRESS,
              ANONYMOUS,
              PROXY_PROTOCOL,
              TLS,
              WEBSOCKET)
          .orJust(ADDRESS);

  /** Whether a peer is a proxy that says by the PROXY protocol whose connection it passes on. */
  public boolean usesProxyProtocol(String host) {
    return proxyProtocol != null && proxyProtocol.contains(host);
  }

  /** Whether a peer is a proxy that says in X-Forwarded-For whose request it passes on. */
  public boolean isForwarder(String host) {
    return webSocket != null
        && webSocket.forwarders() != null
        && webSocket.forwarders().contains(host);
  }

  /** Whether some proxy says whose connections it passes on. */
  public boolean knowsProxies() {
    return proxyProtocol != null || webSocket != null && webSocket.forwarders() != null;
  }

  /** The same listener in another line of the file is the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ListenerSettings that
        && address.equals(that.address)
        && anonymous == that.anonymous
        && Objects.equals(proxyProtocol, that.proxyProtocol)
        && Objects.equals(tls, that.tls)
        && Objects.equals(webSocket, that.webSocket);
  }

  @Override
  public int hashCode() {
    return Objects.hash(address, anonymous, proxyProtocol, tls, webSocket);
  }
}
