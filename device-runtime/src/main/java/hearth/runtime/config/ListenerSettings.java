package hearth.runtime.config;

import java.util.List;
import java.util.Objects;

/**
 * An item of {@code listen} of the broker.
 *
 * @param anonymous which clients may come without a user name
 * @param proxyProtocol proxies that say by the PROXY protocol whose connection they pass on, or
 *     null
 * @param tls null for a listener without
 * @param webSocket null for a listener of plain MQTT
 * @param panel null for a listener without the page
 * @param metrics null for a listener without figures for Prometheus; with them there is nothing
 *     else
 */
public record ListenerSettings(
    Position where,
    NetworkAddress address,
    Anonymous anonymous,
    SourceAddresses proxyProtocol,
    TlsSettings tls,
    WebSocketSettings webSocket,
    PanelSettings panel,
    MetricsSettings metrics) {
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

  private static final Key<SourceAddresses> PROXY_PROTOCOL =
      Key.optional(
          "proxy_protocol",
          SourceAddresses.PROXIES,
          null,
          "proxies that say whose connection they pass on, by the PROXY protocol");

  private static final Key<TlsSettings> TLS =
      Key.optional("tls", TlsSettings.SCHEMA, null, "encrypts the listener, usually on port 8883");

  private static final Key<WebSocketSettings> WEBSOCKET =
      Key.optional(
          "websocket", WebSocketSettings.SCHEMA, null, "MQTT over WebSocket instead of plain MQTT");

  private static final Key<Boolean> PANEL =
      Key.optional(
          "panel", Values.flag(), false, "the page for browsers, and MQTT over WebSocket for it");

  private static final Key<List<String>> NAMES =
      Key.optional(
          "names",
          Values.oneOrMore(Values.text("a name such as pi.home.example")),
          List.of(),
          "further names by which browsers may call the page");

  private static final Key<SourceAddresses> METRICS =
      Key.optional(
          "metrics",
          new Scalar<>(
              "yes for programs of this machine, or the word from and who may read them, such as"
                  + " from 10.24.0.5, also as 10.24.0.0/16",
              ListenerSettings::metricsReaders),
          null,
          "figures for Prometheus at /metrics, on a port of their own, and who may read them");

  private static final Key<Secret> TOKEN =
      Key.optional(
          "token",
          Values.secret(),
          null,
          "what Prometheus must show as its bearer token to read them");

  static final Schema<ListenerSettings> SCHEMA =
      new Schema<>(
              "a listener",
              ListenerSettings::of,
              ADDRESS,
              ANONYMOUS,
              PROXY_PROTOCOL,
              TLS,
              WEBSOCKET,
              PANEL,
              NAMES,
              METRICS,
              TOKEN)
          .orJust(ADDRESS);

  private static ListenerSettings of(SectionValues form) {
    boolean hasPanel = form.get(PANEL);
    List<String> names = form.get(NAMES);
    SourceAddresses readers = form.get(METRICS);
    if (!hasPanel && readers == null && !names.isEmpty()) {
      form.problem(NAMES, "are those of the page: write 'panel: yes' beside it");
    }
    if (readers != null) {
      checkMetrics(form);
    } else if (form.get(TOKEN) != null) {
      form.problem(TOKEN, "is for figures: write 'metrics: yes' beside it");
    }
    if (names.stream().anyMatch(name -> !PanelSettings.isName(name))) {
      form.problem(NAMES, "are names alone, without https:// and port, such as pi.home.example");
    }
    WebSocketSettings webSocket = form.get(WEBSOCKET);
    if (hasPanel && webSocket != null && "/".equals(webSocket.path())) {
      form.problem(WEBSOCKET, "has the path of the page, /; give it another such as /mqtt");
    }
    return new ListenerSettings(
        form.position(),
        form.get(ADDRESS),
        form.get(ANONYMOUS),
        form.get(PROXY_PROTOCOL),
        form.get(TLS),
        hasPanel ? WebSocketSettings.forPanel(webSocket) : webSocket,
        hasPanel ? new PanelSettings(names) : null,
        readers == null ? null : new MetricsSettings(readers, form.get(TOKEN), names));
  }

  private static SourceAddresses metricsReaders(String text) {
    return switch (text) {
      case "yes", "on", "true" -> SourceAddresses.LOOPBACK;
      default -> SourceAddresses.of(text);
    };
  }

  /** Whoever may read figures need not be let near the clients, nor the other way round. */
  private static void checkMetrics(SectionValues form) {
    for (Key<?> other : List.of(ANONYMOUS, WEBSOCKET, PANEL, PROXY_PROTOCOL)) {
      if (form.isWritten(other)) {
        form.problem(METRICS, "has a port of its own: write it below another address");
        return;
      }
    }
  }

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
    return proxyProtocol != null || (webSocket != null && webSocket.forwarders() != null);
  }

  /** The same listener in another line of the file is the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ListenerSettings that
        && address.equals(that.address)
        && anonymous == that.anonymous
        && Objects.equals(proxyProtocol, that.proxyProtocol)
        && Objects.equals(tls, that.tls)
        && Objects.equals(webSocket, that.webSocket)
        && Objects.equals(panel, that.panel)
        && Objects.equals(metrics, that.metrics);
  }

  @Override
  public int hashCode() {
    return Objects.hash(address, anonymous, proxyProtocol, tls, webSocket, panel, metrics);
  }
}
