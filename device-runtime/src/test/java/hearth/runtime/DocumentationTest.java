package hearth.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.runtime.command.HearthCommand;
import hearth.runtime.config.Configuration;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What stands in README and the other pages works when it is copied. */
class DocumentationTest {
  private static final Path ROOT = Path.of("..");

  /** A command as a page shows it, up to a comment, a pipe or the next command. */
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?:\\./run|(?<![\\w/.-])hearth) ([a-z][a-z-]*)((?: (?!#|&|\\||;|2>|<|>|\\\\$)[^ \\n]+)*)");

  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^ '\"]+)");

  @TempDir private Path folder;

  private static String page(String name) throws IOException {
    return Files.readString(ROOT.resolve(name));
  }

  /** The indented block of a page that has a line in it, without the indent. */
  private static String block(String page, String line) throws IOException {
    List<String> block = new ArrayList<>();
    boolean found = false;
    for (String each : page(page).lines().toList()) {
      if (each.startsWith("    ")) {
        block.add(each.substring(4));
        found |= each.substring(4).equals(line);
      } else if (found) {
        return String.join("\n", block) + "\n";
      } else {
        block.clear();
      }
    }
    throw new AssertionError(page + " has no block with '" + line + "'");
  }

  @Test
  void everyConfigurationLoads() throws Exception {
    int count = 0;
    for (Path page : pages()) {
      Matcher yaml =
          Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(page));
      for (; yaml.find(); count++) {
        assertNotNull(Configuration.parse(page.toString(), yaml.group(1), folder));
      }
    }
    assertTrue(count > 0);
    String listeners = block("docs/encryption.md", "- address: 0.0.0.0:8883").indent(4);
    String broker = "broker:\n  password_file: passwd\n  listen:\n" + listeners;
    assertEquals(
        2, Configuration.parse("encryption.md", broker, folder).broker().listeners().size());
  }

  @Test
  void theRulesDoWhatThePageSays() throws Exception {
    Path acl = Files.writeString(folder.resolve("acl"), block("docs/users.md", "user anna"));
    assertEquals(0, may(acl, "anna", "publish", "home/livingroom/light/set"));
    assertEquals(1, may(acl, "anna", "publish", "home/safe/door"));
    assertEquals(0, may(acl, "guest", "receive", "home/livingroom/temperature"));
    assertEquals(0, may(acl, "guest", "publish", "devices/client/state"));
    // The page shows this one with its answer.
    assertTrue(
        page("docs/users.md")
            .contains("./run may guest publish home/livingroom/light/set\n    refused: "));
    assertEquals(1, may(acl, "guest", "publish", "home/livingroom/light/set"));
  }

  private static int may(Path acl, String... words) {
    List<String> all = new ArrayList<>(List.of("may"));
    all.addAll(List.of(words));
    all.addAll(List.of("--acl", acl.toString()));
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return HearthCommand.execute(all.toArray(String[]::new), nowhere, nowhere);
  }

  @Test
  void everyCommandHasTheOptionsThatAreShown() throws Exception {
    CommandLine all = HearthCommand.everything();
    List<String> wrong = new ArrayList<>();
    int count = 0;
    for (Path page : pages()) {
      for (String line : code(page)) {
        Matcher command = COMMAND.matcher(line);
        while (command.find()) {
          if (all.getSubcommands().containsKey(command.group(1))) {
            count++;
            tryOut(command, page, wrong);
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(count > 20, "only " + count + " were found");
  }

  /** A page that moved takes its links along, or leaves readers standing. */
  @Test
  void everyLinkLeadsSomewhere() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link =
          Pattern.compile("\\]\\((?!https?:)([^)#]+)[^)]*\\)").matcher(Files.readString(page));
      while (link.find()) {
        if (!Files.exists(page.resolveSibling(link.group(1)))) {
          wrong.add(page.getFileName() + ": " + link.group(1));
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.find(ROOT, 3, (file, is) -> file.toString().endsWith(".md"))) {
      return files.filter(file -> !file.toString().contains("target")).sorted().toList();
    }
  }

  /** The indented and fenced lines, and what stands between backticks. */
  private static List<String> code(Path page) throws IOException {
    List<String> code = new ArrayList<>();
    boolean fenced = false;
    for (String line : Files.readString(page).lines().toList()) {
      fenced ^= line.startsWith("```");
      if (fenced || line.startsWith("    ")) {
        code.add(line);
      } else {
        Pattern.compile("`([^`]+)`").matcher(line).results().forEach(is -> code.add(is.group(1)));
      }
    }
    return code;
  }

  private static void tryOut(Matcher shown, Path page, List<String> wrong) {
    List<String> words = new ArrayList<>(List.of(shown.group(1)));
    Matcher word = WORD.matcher(shown.group(2));
    while (word.find()) {
      words.add(
          Stream.of(word.group(1), word.group(2), word.group(3))
              .filter(w -> w != null)
              .findFirst()
              .orElseThrow());
    }
    try {
      HearthCommand.everything().parseArgs(words.toArray(String[]::new));
    } catch (CommandLine.MissingParameterException e) {
      // A sentence names the command, and not what goes with it.
    } catch (ParameterException e) {
      wrong.add(page.getFileName() + ": " + shown.group() + ": " + e.getMessage());
    }
  }
}
