package hearth.runtime.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a configuration while things are added to it. What stands there stays as it is, with
 * its comments: an item goes to the end of its section, and a section that is missing to the end of
 * the file.
 */
public final class HomeDraft {
  /** What a home begins with where there is no file yet. */
  private static final String BEGIN =
      """
      # Your home. Change it as you like; 'hearth check' tells what it means or what is wrong, and
      # 'hearth setup' adds what is newly wired. Every key there is stands in hearth.example.yaml.

      device:
        name: %s
        topic: %s            # what its topics start with

      broker:
        listen:
          - address: 0.0.0.0:1883
            anonymous: local        # programs of this machine need no password, all others do
          - address: 0.0.0.0:8080
            panel: yes              # the page for browsers
        password_file: passwd       # hearth passwd -c passwd NAME, or hearth pair
      """;

  private static final Pattern SECTION = Pattern.compile("^[\\w-]+ *:.*");
  private static final Pattern ITEM = Pattern.compile("^( *)- .*");

  private final List<String> lines;

  private HomeDraft(List<String> lines) {
    this.lines = new ArrayList<>(lines);
  }

  /** The text of a file. */
  public static HomeDraft of(String text) {
    return new HomeDraft(text.stripTrailing().lines().toList());
  }

  /** A home with a broker, and nothing wired yet. */
  public static HomeDraft begin(String room, String topic) {
    return of(BEGIN.formatted(quoted(room), topic));
  }

  /** Adds the section of the device before all others. */
  public void addDevice(String name, String topic) {
    lines.addAll(0, List.of("device:", "  name: " + quoted(name), "  topic: " + topic, ""));
  }

  /** Names the room, where the device has these lines. */
  public void room(String name, String topic) {
    int device = lineOf("device");
    for (int i = device + 1; device >= 0 && i < endOf(device); i++) {
      replace(i, "name", quoted(name));
      replace(i, "topic", topic);
    }
  }

  private void replace(int number, String key, String value) {
    Matcher line = Pattern.compile("^( +" + key + ": +)[^#]*?( +#.*)?$").matcher(lines.get(number));
    if (line.find()) {
      String comment = line.group(2) == null ? "" : line.group(2);
      lines.set(number, line.group(1) + value + comment);
    }
  }

  /**
   * Adds an item to a section.
   *
   * @param keys each as {@code key: value}, with a comment behind it where one helps
   * @return whether there was a way; none where the section is written in brackets
   */
  public boolean add(String section, List<String> keys) {
    int at = lineOf(section);
    if (at < 0) {
      lines.add("");
      lines.add(section + ":");
      at = lines.size() - 1;
    } else if (lines.get(at).matches("^[\\w-]+ *: *\\[ *\\] *(#.*)?$")) {
      lines.set(at, section + ":");
    } else if (!lines.get(at).matches("^[\\w-]+ *: *(#.*)?$")) {
      return false;
    }
    int end = endOf(at);
    String indent = indentOfItems(at, end);
    List<String> item = new ArrayList<>();
    keys.forEach(key -> item.add(indent + (item.isEmpty() ? "- " : "  ") + key));
    lines.addAll(end, item);
    return true;
  }

  private int lineOf(String section) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).matches("^" + section + " *:.*")) {
        return i;
      }
    }
    return -1;
  }

  /** Behind the last line of a section that is more than a comment or blank. */
  private int endOf(int section) {
    int end = section + 1;
    for (int i = section + 1; i < lines.size() && !SECTION.matcher(lines.get(i)).matches(); i++) {
      boolean isNothing = lines.get(i).isBlank() || lines.get(i).strip().startsWith("#");
      end = isNothing ? end : i + 1;
    }
    return end;
  }

  private String indentOfItems(int from, int end) {
    return lines.subList(from, end).stream()
        .map(ITEM::matcher)
        .filter(Matcher::matches)
        .map(item -> item.group(1))
        .findFirst()
        .orElse("  ");
  }

  /** A text as YAML takes it, whatever is in it. */
  public static String quoted(String text) {
    return text.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} _-]*")
            && !text.matches("(?i)yes|no|on|off|true|false|null|[0-9 ]+")
        ? text
        : "'" + text.replace("'", "''") + "'";
  }

  /** The whole text. */
  public String text() {
    return String.join("\n", lines) + "\n";
  }
}
