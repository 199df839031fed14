package hearth.runtime.panel;

import hearth.io.net.HttpPages;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files of the page, as the build has packed them. */
public final class PanelAssets {
  private static final String FOLDER = "assets/";
  private static final String INDEX = "index.html";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "json", "application/json",
          "webmanifest", "application/manifest+json");

  private PanelAssets() {}

  /**
   * Reads all of them, some 60 KB: once, before anybody waits.
   *
   * @throws IOException where this Hearth was built without them
   */
  public static HttpPages read() throws IOException {
    List<String> list = new String(file("list"), StandardCharsets.UTF_8).lines().toList();
    String hash = list.get(0);
    Map<String, HttpPages.Page> pages = new HashMap<>();
    for (String name : list.subList(1, list.size())) {
      HttpPages.Page page = new HttpPages.Page(type(name), file(name + ".gz"));
      pages.put(name.equals(INDEX) ? "/" : "/" + hash + "/" + name, page);
    }
    return new HttpPages(hash, pages);
  }

  private static String type(String name) throws IOException {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IOException("no media type is known for " + name);
    }
    return type;
  }

  private static byte[] file(String name) throws IOException {
    try (InputStream in = PanelAssets.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is missing in Hearth's own jar; install it again");
      }
      return in.readAllBytes();
    }
  }
}
