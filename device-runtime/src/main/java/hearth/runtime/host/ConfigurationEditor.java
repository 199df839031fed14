package hearth.runtime.host;

import hearth.drivers.board.ConfigTxt;
import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.drivers.board.PinPlan;
import hearth.io.file.AtomicFile;
import hearth.io.file.TextFile;
import hearth.runtime.config.BrokerSection;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ConfigurationException;
import hearth.runtime.config.FileProblem;
import hearth.runtime.config.ForeignFiles;
import hearth.runtime.config.ForeignFiles.Taken;
import hearth.runtime.config.Position;
import hearth.runtime.config.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The file of the configuration, in the hands of somebody who sees and changes its text from
 * elsewhere: looks for problems in a new text, and writes it so that the old one stays beside it.
 * Nothing of other files is shown, nor taken from them that was not before. Blocks.
 */
final class ConfigurationEditor {
  /** Thousands of lines: what is made of a text takes some hundred times its size. */
  static final int MAX_CHARACTERS = 256 << 10;

  /** As large as a file may be that is no longer for the page. */
  private static final int MAX_BYTES = 1 << 20;

  private static final String TOO_LARGE = "it is larger than the 256 KB that the page takes";

  /**
   * What was found in a text.
   *
   * @param configuration null where there are problems
   */
  record Checked(List<Problem> problems, Configuration configuration) {}

  private final Path file;
  private final ConfigTxt configTxt;
  private final AppliedConfiguration applied;

  /** Whether what was there before the last {@link #write} still waits for a start. */
  private boolean replacesUnproven;

  /**
   * @param configTxt of the board
   */
  ConfigurationEditor(Path file, ConfigTxt configTxt) {
    this.file = file.toAbsolutePath();
    this.configTxt = configTxt;
    this.applied = new AppliedConfiguration(file);
  }

  Path file() {
    return file;
  }

  /** Where the text of before an {@link #write} is kept. */
  Path before() {
    return applied.before();
  }

  String read() throws IOException {
    String text = TextFile.read(file, MAX_BYTES);
    if (text.length() > MAX_CHARACTERS) {
      throw new FileSystemException(file.toString(), null, TOO_LARGE);
    }
    return text;
  }

  /** Whether this process may replace the file; where the package is installed only root may. */
  boolean isWritable() {
    try {
      Path target = file.toRealPath();
      Object owner = Files.getAttribute(target, "unix:uid");
      return Files.isWritable(target)
          && Files.isWritable(target.getParent())
          && owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Keeps the text that is there beside it and puts a new one in its place: at every moment one of
   * the two stands there whole, on disk.
   */
  void write(String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    replacesUnproven = applied.isUnproven();
    if (!replacesUnproven) {
      keep(file, before()); // else the one that Hearth has come up with stays there
    }
    applied.applies(content);
    AtomicFile.write(file, content);
  }

  /** It has come up. */
  void settled() {
    applied.settled();
  }

  /** Puts the text from before back. */
  void putBack(String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    if (replacesUnproven) {
      applied.applies(content);
    }
    AtomicFile.write(file, content);
    if (!replacesUnproven) {
      applied.settled();
    }
  }

  /** Copies a file beside it; whoever may not read the one may not read the other. */
  static void keep(Path file, Path beside) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (Files.notExists(beside)) {
      Files.createFile(beside, PosixFilePermissions.asFileAttribute(mode));
    }
    Files.setPosixFilePermissions(beside, mode);
    AtomicFile.write(beside, Files.readAllBytes(file));
  }

  /**
   * Everything that is wrong with a text.
   *
   * @param now that stands in the file
   * @param admin who is to be able to change it again
   */
  Checked check(String text, String now, String admin) {
    if (text.length() > MAX_CHARACTERS) {
      return wrong(1, TOO_LARGE);
    }
    if (text.indexOf('\0') >= 0) {
      return wrong(1, "it has characters that are 0, which no text has");
    }
    List<Problem> foreign = foreign(text, now);
    if (!foreign.isEmpty()) {
      return new Checked(foreign, null);
    }
    try {
      Configuration read = Configuration.parse(file.toString(), text, file.getParent());
      List<Problem> further = further(read, text, now, admin);
      return new Checked(further, further.isEmpty() ? read : null);
    } catch (ConfigurationException e) {
      return new Checked(e.problems().stream().map(this::withoutForeignText).toList(), null);
    }
  }

  private Checked wrong(int line, String message) {
    return new Checked(List.of(at(line, message)), null);
  }

  private Problem at(int line, String message) {
    return new Problem(new Position(file.toString(), line, 1), "", message);
  }

  /** What it takes from other files and the present one does not. */
  private List<Problem> foreign(String text, String now) {
    Map<Taken, Position> taken = ForeignFiles.of(file.toString(), text).orElse(null);
    if (taken == null) {
      return List.of(at(1, "it has more values than a home has, as its anchors stand for"));
    }
    Map<Taken, Position> before =
        new HashMap<>(ForeignFiles.of(file.toString(), now).orElse(Map.of()));
    List<Problem> problems = new ArrayList<>();
    taken.forEach(
        (each, position) -> {
          if (!before.containsKey(each)) {
            problems.add(
                new Problem(
                    position,
                    each.key(),
                    "'"
                        + each
                        + "' takes something from another file. What the file does not take there"
                        + " already, and for the same server, is written into "
                        + file
                        + " itself, on the machine"));
          }
        });
    problems.sort((a, b) -> a.position().compareTo(b.position()));
    return problems;
  }

  /** What stands in another file may be a secret. */
  private Problem withoutForeignText(Problem problem) {
    if (problem.position().file().equals(file.toString())) {
      return problem;
    }
    return at(
        1,
        problem.position().file()
            + " has a problem in line "
            + problem.position().line()
            + "; 'hearth check' on the machine tells it");
  }

  private List<Problem> further(Configuration read, String text, String now, String admin) {
    List<Problem> problems = new ArrayList<>();
    for (Finding finding : new PinPlan(read.pinUses(), configTxt).findings()) {
      if (finding.severity() == Severity.ERROR) {
        problems.add(at(lineOf(finding.thing(), read), finding.thing() + ": " + finding.text()));
      }
    }
    String lost = lostPage(read.broker(), admin);
    if (lost != null) {
      problems.add(
          at(
              lineOf("broker:", text),
              lost + ". Who means that writes it into " + file + " itself, on the machine"));
    }
    if (lost == null) {
      BrokerSection before = brokerOf(now);
      if (before != null) {
        named(
            before.passwordFile(), read.broker().passwordFile(), "password_file:", text, problems);
        named(before.aclFile(), read.broker().aclFile(), "acl_file:", text, problems);
      }
      unreadable(read.broker().passwordFile(), "password_file:", text, problems);
      unreadable(read.broker().aclFile(), "acl_file:", text, problems);
    }
    return problems;
  }

  /** Why nobody could change it from the page again; null where that can be done. */
  private static String lostPage(BrokerSection broker, String admin) {
    if (broker == null || broker.listeners().stream().allMatch(each -> each.panel() == null)) {
      return "without a listener with 'panel: yes' this page would be gone";
    }
    if (broker.passwordFile() == null) {
      return "without a 'password_file' nobody could log in to this page";
    }
    if (broker.movedTo() != null) {
      return "with 'moved_to' everybody would be sent away from this page, too";
    }
    return broker.panelAdmins().contains(admin)
        ? null
        : "without " + admin + " under 'panel_admins' you could not take it back";
  }

  /** As far as it can be read; null for none. */
  private BrokerSection brokerOf(String text) {
    try {
      return Configuration.parse(file.toString(), text, file.getParent()).broker();
    } catch (ConfigurationException e) {
      return e.inPart().map(Configuration::broker).orElse(null);
    }
  }

  /**
   * Users and rules of another file could lock everybody out, or let an admin do what he may not.
   */
  private void named(Path before, Path now, String key, String text, List<Problem> problems) {
    if (!Objects.equals(before, now)) {
      problems.add(
          at(
              lineOf(key, text),
              "which "
                  + key.replace(":", "")
                  + " counts is said in "
                  + file
                  + " itself, on the machine; here it stays "
                  + (before == null ? "none" : before)));
    }
  }

  private void unreadable(Path needed, String key, String text, List<Problem> problems) {
    if (needed != null && !Files.isReadable(needed)) {
      problems.add(
          at(lineOf(key, text), needed + " cannot be read: it is not there, or not for Hearth"));
    }
  }

  private int lineOf(String thing, Configuration read) {
    return read.things().stream()
        .map(each -> each.identity())
        .filter(each -> each.name().equals(thing))
        .map(each -> each.where())
        .filter(where -> where.file().equals(file.toString()))
        .map(Position::line)
        .findFirst()
        .orElse(1);
  }

  /** Of the first line that begins so; 1 where none does. */
  private static int lineOf(String key, String text) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).strip().startsWith(key)) {
        return i + 1;
      }
    }
    return 1;
  }

  /** Why it cannot be read or written, for people. */
  static String why(IOException problem) {
    return FileProblem.withName(problem);
  }
}
