package hearth.runtime.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A section of the file: its keys and the constructor of the record it becomes. The constructor is
 * called only with a complete form without problems, so that nothing exists half-configured.
 *
 * @param <T> the record
 */
final class Schema<T> implements Value<T> {
  private static final String REGROUPED = "regrouped";

  private final String name;
  private final Map<String, Key<?>> keys = new LinkedHashMap<>();
  private final Function<SectionValues, T> constructor;
  private final Key<?> shorthand;
  private final boolean alsoInPart;

  /**
   * @param name what the section describes, such as {@code "a light"}
   */
  Schema(String name, Function<SectionValues, T> constructor, Key<?>... keys) {
    this(name, constructor, null, false, List.of(keys));
  }

  private Schema(
      String name,
      Function<SectionValues, T> constructor,
      Key<?> shorthand,
      boolean alsoInPart,
      List<Key<?>> keys) {
    this.name = name;
    this.constructor = constructor;
    this.shorthand = shorthand;
    this.alsoInPart = alsoInPart;
    keys.forEach(key -> this.keys.put(key.name(), key));
  }

  /** The same section, which may also be written as the value of this one key alone. */
  Schema<T> orJust(Key<?> key) {
    return new Schema<>(name, constructor, key, alsoInPart, List.copyOf(keys.values()));
  }

  /**
   * The same section, whose record is made of what could be read where there are problems: for
   * those who look for more of them.
   */
  Schema<T> alsoInPart() {
    return new Schema<>(name, constructor, shorthand, true, List.copyOf(keys.values()));
  }

  List<Key<?>> keys() {
    return List.copyOf(keys.values());
  }

  @Override
  public String allowed() {
    return name + ", with the keys " + String.join(", ", keys.keySet());
  }

  @Override
  public List<Schema<?>> sections() {
    List<Schema<?>> found = new ArrayList<>(List.of(this));
    keys.values().forEach(key -> found.addAll(key.value().sections()));
    return found;
  }

  @Override
  public T read(Cursor at) {
    int problemsBefore = at.problemCount();
    SectionValues form = new SectionValues(at);
    Set<String> meant = new HashSet<>();
    if (at.node() instanceof MappingNode mapping) {
      readKeys(at, mapping, form, meant);
    } else if (says(at, false)) {
      at.problem("is written only where it is wanted: leave this line out");
      return null;
    } else if (shorthand != null && !at.isEmpty() && !says(at, true)) {
      form.put(shorthand, at);
    } else if (!at.isEmpty() && !(says(at, true) && isAllOptional())) {
      at.problem("must be " + allowed() + UnknownKeys.insteadOfSection(at.section()));
      return null;
    }
    reportMissing(at, form, meant);
    if (at.problemCount() > problemsBefore && !alsoInPart) {
      at.reportBroken();
      return null;
    }
    T made = constructor.apply(form);
    if (at.problemCount() > problemsBefore && !alsoInPart) {
      at.reportBroken();
      return null;
    }
    return made;
  }

  /** A {@code yes} or {@code no} without quotes is no name of a folder, whatever else it may be. */
  private static boolean says(Cursor at, boolean flag) {
    return at.node() instanceof ScalarNode scalar
        && scalar.isPlain()
        && Values.flagOf(scalar.getValue()).equals(Optional.of(flag));
  }

  private boolean isAllOptional() {
    return shorthand == null && keys.values().stream().noneMatch(Key::isRequired);
  }

  /**
   * Reads what is there; {@code meant} gets the keys that mistyped ones were likely meant to be.
   */
  private void readKeys(Cursor at, MappingNode mapping, SectionValues form, Set<String> meant) {
    Map<String, Position> seen = new HashMap<>();
    for (NodeTuple tuple : regrouped(at, mapping.getValue())) {
      Node keyNode = tuple.getKeyNode();
      String word = word(tuple);
      Cursor value = at.key(word, tuple.getValueNode());
      Position before = seen.putIfAbsent(word, Source.positionOf(keyNode));
      if (before != null) {
        value.problemAt(
            Source.positionOf(keyNode), "is here twice; it was given in line " + before.line());
      } else if (keys.containsKey(word)) {
        form.put(keys.get(word), value);
      } else if (!UnknownKeys.isForAnchors(at.section(), word)) {
        UnknownKeys.meant(at.section(), word, keys.keySet()).ifPresent(meant::add);
        value.problemAt(
            Source.positionOf(keyNode), UnknownKeys.message(at.section(), word, keys.keySet()));
      }
    }
  }

  private static String word(NodeTuple tuple) {
    Node key = tuple.getKeyNode();
    return key instanceof ScalarNode scalar ? scalar.getValue() : key.toString();
  }

  /**
   * Keys that stand beside the empty section that they belong to, as where nobody has indented
   * them, are told once and read as they were meant.
   */
  private List<NodeTuple> regrouped(Cursor at, List<NodeTuple> tuples) {
    List<NodeTuple> groups = new ArrayList<>();
    for (NodeTuple tuple : tuples) {
      NodeTuple last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
      if (last == null || keys.containsKey(word(tuple)) || !belongsTo(last, word(tuple))) {
        groups.add(tuple);
        continue;
      }
      List<NodeTuple> below = new ArrayList<>();
      if (last.getValueNode() instanceof MappingNode begun) {
        below.addAll(begun.getValue());
      } else {
        at.key(word(tuple), tuple.getValueNode())
            .problemAt(
                Source.positionOf(tuple.getKeyNode()),
                "stands in the same column as '"
                    + word(last)
                    + ":' above; what belongs to that is indented by two blanks more");
      }
      below.add(tuple);
      Node made = new MappingNode(Tag.MAP, true, below, FlowStyle.BLOCK, start(last), start(last));
      made.setProperty(REGROUPED, true);
      groups.set(groups.size() - 1, new NodeTuple(last.getKeyNode(), made));
    }
    return groups;
  }

  private static Optional<Mark> start(NodeTuple tuple) {
    return tuple.getKeyNode().getStartMark();
  }

  private boolean belongsTo(NodeTuple section, String word) {
    Node value = section.getValueNode();
    boolean isOpen = value.getTag().equals(Tag.NULL) || value.getProperty(REGROUPED) != null;
    return isOpen
        && keys.containsKey(word(section))
        && keys.get(word(section)).value() instanceof Schema<?> below
        && below.keys.containsKey(word);
  }

  private void reportMissing(Cursor at, SectionValues form, Set<String> meant) {
    String missing =
        keys.values().stream()
            .filter(key -> key.isRequired() && !form.has(key) && !meant.contains(key.name()))
            .map(key -> "'" + key.name() + "' (" + key.meaning() + ")")
            .collect(Collectors.joining(" and "));
    if (!missing.isEmpty()) {
      at.problem(missing + " is missing");
    }
  }
}
