package hearth.broker.access;

import hearth.broker.access.AccessFileException.Problem;
import hearth.protocol.topic.TopicFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads an access control file of Mosquitto's syntax:
 *
 * <pre>
 *   # a comment
 *   topic read home/#             for clients without a user, as it stands before the first user
 *   user anna
 *   topic [read|write|readwrite|deny] home/livingroom/#
 *   client anna-*                 no other user may connect with such a Client Identifier
 *   pattern write devices/%c/state    for everybody, wherever it stands; %c Client Identifier, %u user
 * </pre>
 *
 * <p>More lenient than Mosquitto in blanks and comments only: tabs part words too, a comment may be
 * indented, and one may stand behind a rule, with a blank before and behind its {@code #}: no Topic
 * Filter has that in it. It does not know {@code client}.
 */
final class AccessControlParser {
  private static final Pattern COMMENT = Pattern.compile("[ \t]+#[ \t].*$");

  private final Path file;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, List<AccessRule>> rulesOfUser = new HashMap<>();
  private final List<AccessRule> patterns = new ArrayList<>();
  private final List<ClientIdentifierRule> identifiers = new ArrayList<>();

  /** Null before the first user: rules for clients without one. */
  private String user;

  private int line;

  private AccessControlParser(Path file) {
    this.file = file;
  }

  /** The rules of a file. */
  static AccessControl read(Path file) throws AccessFileException {
    AccessControlParser parser = new AccessControlParser(file);
    for (String text : AccessText.lines(file, "write one, or name none to allow everything")) {
      parser.line++;
      parser.parse(text.strip());
    }
    if (!parser.problems.isEmpty()) {
      throw new AccessFileException(file, parser.problems);
    }
    return new AccessControl(
        file.toString(), parser.rulesOfUser, parser.patterns, parser.identifiers);
  }

  private void parse(String text) {
    if (text.isEmpty() || text.startsWith("#")) {
      return;
    }
    String[] words = text.split("[ \t]+", 2);
    String rest = words.length == 2 ? words[1] : "";
    switch (words[0]) {
      case "user" -> user(rest);
      case "topic" ->
          rule(text, rest, rulesOfUser.computeIfAbsent(user, name -> new ArrayList<>()));
      case "client" -> client(rest);
      case "pattern" -> rule(text, rest, patterns);
      default ->
          problem(
              "'"
                  + words[0]
                  + "' is not a rule; a line starts with user, topic, pattern, client or #");
    }
  }

  private void user(String name) {
    if (name.isEmpty()) {
      problem("the user's name is missing: user NAME");
    } else {
      user = COMMENT.matcher(name).replaceFirst("");
    }
  }

  private void client(String rest) {
    String pattern = COMMENT.matcher(" " + rest).replaceFirst("").strip();
    if (user == null) {
      problem("stands before the first user; a Client Identifier belongs to one");
    } else if (pattern.isEmpty()) {
      problem("the Client Identifier is missing: client NAME, or NAME-* for all that begin so");
    } else {
      identifiers.add(new ClientIdentifierRule(user, pattern, file + ":" + line));
    }
  }

  private void rule(String text, String rest, List<AccessRule> rules) {
    String[] words = rest.split("[ \t]+", 2);
    boolean accessNamed = words.length == 2;
    Access access = accessNamed ? Access.of(words[0]) : Access.READWRITE;
    String filter = accessNamed ? COMMENT.matcher(words[1]).replaceFirst("") : words[0];
    if (access == null && COMMENT.matcher(" " + words[1]).matches()) {
      access = Access.READWRITE; // TOPIC # comment
      filter = words[0];
    }
    if (access == null) {
      problem(
          "'"
              + words[0]
              + "' is not an access right; allowed are read, write, readwrite and deny,"
              + " and a topic with blanks in it needs one of them before it");
    } else if (isTopicFilter(filter)) {
      rules.add(AccessRule.of(file + ":" + line, text, access, filter));
    }
  }

  private boolean isTopicFilter(String filter) {
    if (filter.isEmpty()) {
      problem("the topic is missing: topic [read|write|readwrite|deny] TOPIC");
      return false;
    }
    if (filter.startsWith("$share/")) {
      problem(
          "rules are about topics: leave out $share/NAME/, they count for shared subscriptions too");
      return false;
    }
    try {
      TopicFilter.of(filter);
      return true;
    } catch (IllegalArgumentException e) {
      boolean isComment = filter.contains(" #") || filter.contains("\t#");
      problem(e.getMessage() + (isComment ? "; a comment has a blank behind its #" : ""));
      return false;
    }
  }

  private void problem(String text) {
    problems.add(new Problem(line, text));
  }
}
