package hearth.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the sources cite which statements: {@code module/Class.method}, by identifier. */
final class Citations {
  private static final Pattern CITATION = Pattern.compile("\\[(MQTT3?-[^\\]\\s]*)\\]");
  private static final Pattern DECLARATION =
      Pattern.compile("(?:class|enum|record|interface) (\\w+)|^  (?:\\S+ )*(\\w+)\\(.*");

  private final SortedMap<String, Set<String>> places = new TreeMap<>();

  /** Reads every Java source in a folder of this name, such as {@code src/test/java}. */
  static Citations below(Path root, String folder) throws IOException {
    Citations citations = new Citations();
    Path inside = Path.of(folder);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(file -> isSource(root.relativize(file), inside)).toList()) {
        String module = moduleOf(root.relativize(file), inside);
        citations.read(file, module);
      }
    }
    return citations;
  }

  private static boolean isSource(Path file, Path folder) {
    return file.toString().contains("/" + folder + "/") && file.toString().endsWith(".java");
  }

  /** The last folder before {@code src}. */
  private static String moduleOf(Path file, Path folder) {
    String path = file.toString();
    String module = path.substring(0, path.indexOf("/" + folder + "/"));
    return module.substring(module.lastIndexOf('/') + 1);
  }

  private void read(Path file, String module) throws IOException {
    String name = file.getFileName().toString().replace(".java", "");
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      Matcher citation = CITATION.matcher(lines.get(i));
      while (citation.find()) {
        String method = methodAt(lines, i);
        places
            .computeIfAbsent(citation.group(1), identifier -> new TreeSet<>())
            .add(module + "/" + (method.equals(name) ? name : name + "." + method));
      }
    }
  }

  /** What the line belongs to: a comment above a method to it, one in a method to that. */
  private static String methodAt(List<String> lines, int line) {
    String comment = lines.get(line).stripTrailing();
    boolean isAbove = comment.matches(" {0,3}(/\\*\\*|\\*|//).*");
    for (int i = line; i >= 0 && i < lines.size(); i += isAbove ? 1 : -1) {
      Matcher declaration = DECLARATION.matcher(lines.get(i));
      boolean isCode = !lines.get(i).strip().startsWith("*");
      if (isCode && declaration.find() && !lines.get(i).contains(" new ")) {
        return declaration.group(1) != null ? declaration.group(1) : declaration.group(2);
      }
    }
    return "";
  }

  Set<String> of(String identifier) {
    return places.getOrDefault(identifier, Set.of());
  }

  Set<String> identifiers() {
    return places.keySet();
  }
}
