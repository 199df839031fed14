package hearth.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Within a module a package knows only those below it, in the order that ARCHITECTURE.md draws:
 *
 * <pre>
 * hearth.broker, in broker and access:        the part that all packages of a ladder begin with
 *
 *     main            what it is for          a rung: packages that do not know each other,
 *     .sys .routing   what they are for       after it only those below
 *                     more of that
 * </pre>
 */
class LadderTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern LADDER = Pattern.compile("(hearth\\.[a-z]+)[a-z, -]*:");
  private static final Pattern RUNG = Pattern.compile(" {4}(main|\\.[a-z.]+(?: \\.[a-z.]+)*)  .*");
  private static final Pattern NAMED = Pattern.compile("\\bhearth(?:\\.[a-z]+)+(?=\\.[A-Z])");

  private final Map<String, String> ladders = new HashMap<>();
  private final Map<String, Integer> rungs = new HashMap<>();

  @BeforeEach
  void readTheLadders() throws IOException {
    String ladder = null;
    int rung = 0;
    for (String line : Files.readAllLines(ROOT.resolve("ARCHITECTURE.md"))) {
      Matcher head = LADDER.matcher(line);
      Matcher packages = RUNG.matcher(line);
      if (head.matches()) {
        ladder = head.group(1);
      } else if (line.startsWith("#")) {
        ladder = null;
      } else if (ladder != null && packages.matches()) {
        rung++;
        for (String name : packages.group(1).split(" ")) {
          String whole = name.equals("main") ? ladder : ladder + name;
          assertEquals(null, rungs.put(whole, rung), whole + " stands on two rungs");
          ladders.put(whole, ladder);
        }
      }
    }
  }

  @Test
  void noPackageKnowsOneAboveItOrBesideIt() throws IOException {
    TreeSet<String> wrong = new TreeSet<>();
    for (Path file : sources()) {
      String text = Files.readString(file);
      String from = packageOf(text);
      Matcher named = NAMED.matcher(text);
      while (named.find()) {
        String to = named.group();
        if (!from.equals(to)
            && ladders.containsKey(from)
            && ladders.get(from).equals(ladders.get(to))
            && rungs.get(from) >= rungs.get(to)) {
          wrong.add(from + " knows " + to + " in " + file.getFileName());
        }
      }
    }

    assertEquals(new TreeSet<>(), wrong);
  }

  @Test
  void everyPackageHasItsRung() throws IOException {
    TreeSet<String> without = new TreeSet<>();
    for (Path file : sources()) {
      without.add(packageOf(Files.readString(file)));
    }
    without.removeAll(rungs.keySet());
    without.removeIf(name -> name.matches("hearth\\.(client|bench)"));

    assertEquals(new TreeSet<>(), without, "not in ARCHITECTURE.md");
  }

  private static String packageOf(String source) {
    Matcher declared = Pattern.compile("(?m)^package ([a-z.]+);").matcher(source);
    return declared.find() ? declared.group(1) : "";
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String modules :
        List.of(
            "broker-lite/protocol",
            "broker-lite/io",
            "broker-lite/client",
            "broker-lite/access",
            "broker-lite/broker",
            "drivers",
            "device-runtime")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(modules).resolve("src/main/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }
}
