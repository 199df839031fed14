package hearth.runtime.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A section whose key {@code kind} says which of several it is.
 *
 * @param <T> what the kinds have in common
 */
final class TypedSchema<T> implements Value<T> {
  /** Stands in the schema of every kind; the kind itself is known before it is read. */
  static final Key<String> KIND = Key.required("kind", Values.text("a kind"), "what it is");

  private final String name;
  private final Map<String, Schema<? extends T>> schemas = new LinkedHashMap<>();
  private Supplier<Map<String, Schema<? extends T>>> others = Map::of;

  /**
   * @param name what the sections describe, such as {@code "a sensor"}
   */
  TypedSchema(String name) {
    this.name = name;
  }

  TypedSchema<T> with(String kind, Schema<? extends T> schema) {
    schemas.put(kind, schema);
    return this;
  }

  /** Adds kinds that are made only when somebody asks for one: a start does without most. */
  TypedSchema<T> and(Supplier<Map<String, Schema<? extends T>>> more) {
    others = more;
    return this;
  }

  private Map<String, Schema<? extends T>> all() {
    schemas.putAll(others.get());
    others = Map::of;
    return schemas;
  }

  @Override
  public T read(Cursor at) {
    ScalarNode kind = kindOf(at);
    if (kind == null) {
      at.problem(foreignKind(at) + "must be " + allowed());
      at.reportBroken();
      return null;
    }
    Schema<? extends T> known = schemas.get(kind.getValue());
    Schema<? extends T> schema = known != null ? known : all().get(kind.getValue());
    if (schema == null) {
      at.key(KIND.name(), kind)
          .problem(
              "there is no kind '"
                  + kind.getValue()
                  + "'"
                  + NearestWord.suggestion(kind.getValue(), all().keySet())
                  + "; known are "
                  + String.join(", ", all().keySet()));
      at.reportBroken();
      return null;
    }
    return schema.read(at);
  }

  private static String foreignKind(Cursor at) {
    return at.node() instanceof MappingNode mapping
        ? mapping.getValue().stream()
            .map(NodeTuple::getKeyNode)
            .map(key -> key instanceof ScalarNode scalar ? scalar.getValue() : "")
            .filter(word -> UnknownKeys.isForeign(word, KIND.name()))
            .findFirst()
            .map(word -> "'" + word + "' is 'kind' here; it ")
            .orElse("")
        : "";
  }

  private static ScalarNode kindOf(Cursor at) {
    if (at.node() instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key
            && key.getValue().equals(KIND.name())
            && tuple.getValueNode() instanceof ScalarNode value) {
          return value;
        }
      }
    }
    return null;
  }

  @Override
  public String allowed() {
    return name + " with a 'kind', one of " + String.join(", ", all().keySet());
  }

  @Override
  public List<Schema<?>> sections() {
    return all().values().stream().flatMap(schema -> schema.sections().stream()).toList();
  }
}
