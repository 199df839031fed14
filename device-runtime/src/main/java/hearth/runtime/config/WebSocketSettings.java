package hearth.runtime.config;

import java.util.List;

/**
 * WebSocket on a listener.
 *
 * @param path where it is spoken, null for anywhere
 * @param origins web pages whose scripts may connect, {@code *} for any; none at first
 */
public record WebSocketSettings(String path, List<String> origins) {
  private static final Key<String> PATH =
      Key.optional(
          "path", Values.text("a path such as /mqtt"), null, "where it is spoken; else anywhere");
  private static final Key<List<String>> ORIGINS =
      Key.optional(
          "origins",
          Values.listOf(Values.text("an origin such as https://home.example")),
          List.of(),
          "web pages whose scripts may connect, '*' for all; else none may, only programs");

  static final Schema<WebSocketSettings> SCHEMA =
      new Schema<>(
          "WebSocket",
          form -> new WebSocketSettings(form.get(PATH), form.get(ORIGINS)),
          PATH,
          ORIGINS);

  /** Whether scripts of this origin may connect. */
  public boolean allows(String origin) {
    return origins.contains(origin) || origins.contains("*");
  }
}
