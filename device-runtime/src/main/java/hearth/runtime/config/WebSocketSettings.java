package hearth.runtime.config;

import java.util.List;

/**
 * WebSocket on a listener.
 *
 * @param path where it is spoken, null for anywhere
 * @param origins web pages whose scripts may connect, {@code *} for any; none at first
 * @param forwarders proxies that say in X-Forwarded-For whose request they pass on, or null
 */
public record WebSocketSettings(String path, List<String> origins, SourceAddresses forwarders) {
  /** Where the page looks for it. */
  private static final String PANEL_PATH = "/mqtt";

  private static final Key<String> PATH =
      Key.optional(
          "path", Values.text("a path such as /mqtt"), null, "where it is spoken; else anywhere");
  private static final Key<List<String>> ORIGINS =
      Key.optional(
          "origins",
          Values.oneOrMore(Values.text("an origin such as https://home.example, or '*' for all")),
          List.of(),
          "web pages whose scripts may connect, '*' for all; else only programs may");

  private static final Key<SourceAddresses> X_FORWARDED_FOR =
      Key.optional(
          "x_forwarded_for",
          SourceAddresses.PROXIES,
          null,
          "proxies that say whose request they pass on, in this field of it");

  static final Schema<WebSocketSettings> SCHEMA =
      new Schema<>(
          "the WebSocket of a listener",
          form ->
              new WebSocketSettings(form.get(PATH), form.get(ORIGINS), form.get(X_FORWARDED_FOR)),
          PATH,
          ORIGINS,
          X_FORWARDED_FOR);

  /** Beside the page, which looks for it at one path. */
  static WebSocketSettings forPanel(WebSocketSettings written) {
    if (written == null) {
      return new WebSocketSettings(PANEL_PATH, List.of(), null);
    }
    String path = written.path == null ? PANEL_PATH : written.path;
    return new WebSocketSettings(path, written.origins, written.forwarders);
  }

  /** Whether scripts of this origin may connect. */
  public boolean allows(String origin) {
    return origins.contains(origin) || origins.contains("*");
  }
}
