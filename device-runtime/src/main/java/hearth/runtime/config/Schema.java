package hearth.runtime.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A section of the file: its keys and the constructor of the record it becomes. The constructor is
 * called only with a complete form without problems, so that nothing exists half-configured.
 *
 * @param <T> the record
 */
final class Schema<T> implements Value<T> {
  private final String name;
  private final Map<String, Key<?>> keys = new LinkedHashMap<>();
  private final Function<Form, T> constructor;
  private final Key<?> shorthand;

  /**
   * @param name what the section describes, such as {@code "a light"}
   */
  Schema(String name, Function<Form, T> constructor, Key<?>... keys) {
    this(name, constructor, null, List.of(keys));
  }

  private Schema(String name, Function<Form, T> constructor, Key<?> shorthand, List<Key<?>> keys) {
    this.name = name;
    this.constructor = constructor;
    this.shorthand = shorthand;
    keys.forEach(key -> this.keys.put(key.name(), key));
  }

  /** The same section, which may also be written as the value of this one key alone. */
  Schema<T> orJust(Key<?> key) {
    return new Schema<>(name, constructor, key, List.copyOf(keys.values()));
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
    Form form = new Form(at);
    Set<String> meant = new HashSet<>();
    if (at.node() instanceof MappingNode mapping) {
      readKeys(at, mapping, form, meant);
    } else if (shorthand != null && !at.isEmpty()) {
      form.put(shorthand, at);
    } else if (!at.isEmpty()) {
      at.problem("must be " + allowed());
      return null;
    }
    tellMissing(at, form, meant);
    if (at.problemCount() > problemsBefore) {
      return null;
    }
    T made = constructor.apply(form);
    return at.problemCount() > problemsBefore ? null : made;
  }

  /**
   * Reads what is there; {@code meant} gets the keys that mistyped ones were likely meant to be.
   */
  private void readKeys(Cursor at, MappingNode mapping, Form form, Set<String> meant) {
    Map<String, Position> seen = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Node keyNode = tuple.getKeyNode();
      String word = keyNode instanceof ScalarNode scalar ? scalar.getValue() : keyNode.toString();
      Cursor value = at.key(word, tuple.getValueNode());
      Position before = seen.putIfAbsent(word, at.positionOf(keyNode));
      if (before != null) {
        value.problemAt(
            at.positionOf(keyNode), "is here twice; it was given in line " + before.line());
      } else if (keys.containsKey(word)) {
        form.put(keys.get(word), value);
      } else {
        NearestWord.of(word, keys.keySet()).ifPresent(meant::add);
        String suggestion = NearestWord.suggestion(word, keys.keySet());
        String allowed = "; allowed here: " + String.join(", ", keys.keySet());
        value.problemAt(at.positionOf(keyNode), "unknown key" + suggestion + allowed);
      }
    }
  }

  private void tellMissing(Cursor at, Form form, Set<String> meant) {
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
