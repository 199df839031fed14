package hearth.io.net;

import java.util.Map;

/**
 * Pages and what belongs to them, by their paths; immutable, and shared by all who serve them.
 *
 * @param tag changes with any of them; where a path begins with {@code /TAG/}, a browser may keep
 *     what it got for ever
 * @param pages by path, such as {@code /} and {@code /TAG/app.js}
 */
public record HttpPages(String tag, Map<String, Page> pages) {
  /**
   * What is at a path.
   *
   * @param type its media type, as in the header field Content-Type
   * @param packed its content, by gzip; nobody changes it
   */
  public record Page(String type, byte[] packed) {}

  /** Makes it immutable. */
  public HttpPages {
    pages = Map.copyOf(pages);
  }

  /** What is at a path, or null. */
  Page at(String path) {
    return pages.get(path);
  }

  boolean isKept(String path) {
    return path.startsWith("/" + tag + "/");
  }
}
