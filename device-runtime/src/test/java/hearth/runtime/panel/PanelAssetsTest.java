package hearth.runtime.panel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.net.HttpPages;
import hearth.io.net.HttpPages.Page;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class PanelAssetsTest {
  /** Of all files together, packed. */
  private static final int BUDGET = 70 * 1024;

  /** A namespace is a name: nobody asks for it. */
  private static final Pattern OTHER_HOST =
      Pattern.compile("(?:https?|wss?)://(?!www\\.w3\\.org/)[a-z0-9]", Pattern.CASE_INSENSITIVE);

  private static final List<String> LIBRARIES = List.of("preact.js", "htm.js");

  private final HttpPages assets;

  PanelAssetsTest() throws IOException {
    assets = PanelAssets.read();
  }

  @Test
  void allTogetherStayWithinTheirBudget() {
    int packed = assets.pages().values().stream().mapToInt(page -> page.packed().length).sum();

    assertTrue(packed <= BUDGET, packed + " bytes");
  }

  @Test
  void theLibrariesStandBesideThePage() {
    for (String name : LIBRARIES) {
      assertTrue(assets.pages().containsKey("/" + assets.tag() + "/" + name), name);
    }
  }

  @Test
  void thePageNamesOnlyWhatIsThere() throws IOException {
    String index = text(assets.pages().get("/"));

    assertFalse(index.contains("@HASH@"), index);
    Matcher named = Pattern.compile("(?:src|href)=\"(/[^\"#]*)\"").matcher(index);
    while (named.find()) {
      assertTrue(assets.pages().containsKey(named.group(1)), named.group(1));
    }
  }

  @Test
  void eachModuleFindsWhatItImports() throws IOException {
    Pattern imported = Pattern.compile("(?:from |import\\()'\\./([^']+)'");
    int found = 0;
    for (Map.Entry<String, Page> asset : assets.pages().entrySet()) {
      if (asset.getKey().endsWith(".js")) {
        String folder = asset.getKey().replaceAll("[^/]*$", "");
        Matcher module = imported.matcher(withoutComments(text(asset.getValue())));
        for (; module.find(); found++) {
          assertTrue(assets.pages().containsKey(folder + module.group(1)), module.group());
        }
      }
    }
    assertTrue(found > 20, found + " imports");
  }

  @Test
  void noFileNamesAnotherHost() throws IOException {
    for (Map.Entry<String, Page> asset : assets.pages().entrySet()) {
      if (!asset.getKey().endsWith(".png")) {
        Matcher foreign = OTHER_HOST.matcher(withoutComments(text(asset.getValue())));
        assertFalse(foreign.find(), asset.getKey());
      }
    }
  }

  @Test
  void theLicenceOfEachLibraryStandsInThePackage() throws IOException {
    String copyright = Files.readString(Path.of("../deploy/package/copyright"));

    for (String name : LIBRARIES) {
      String stem = "assets/" + name.replaceAll("[.].*", ".");
      assertTrue(copyright.contains(stem), stem);
    }
  }

  @Test
  void eachFileHasItsMediaType() {
    assertEquals("text/html; charset=utf-8", assets.pages().get("/").type());
    assertEquals(
        "text/javascript; charset=utf-8",
        assets.pages().get("/" + assets.tag() + "/preact.js").type());
  }

  private static String withoutComments(String text) {
    return text.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*//.*$", "");
  }

  private static String text(Page page) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(page.packed()))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
