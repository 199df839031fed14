package hearth.runtime.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A mapping whose keys another program knows: strings, numbers, flags, lists and maps of such. */
final class FreeForm implements Value<Map<String, Object>> {
  private final String allowed;

  FreeForm(String allowed) {
    this.allowed = allowed;
  }

  @Override
  public Map<String, Object> read(Cursor at) {
    if (at.node() instanceof MappingNode mapping) {
      return map(at, mapping);
    }
    if (!at.isEmpty()) {
      at.problem("must be " + allowed);
    }
    return Map.of();
  }

  private Map<String, Object> map(Cursor at, MappingNode mapping) {
    Map<String, Object> read = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        Cursor value = at.key(key.getValue(), tuple.getValueNode());
        read.put(key.getValue(), value(value));
      } else {
        at.problemAt(Source.positionOf(tuple.getKeyNode()), "must be a word");
      }
    }
    return read;
  }

  private Object value(Cursor at) {
    if (at.isEmpty()) {
      return null;
    }
    Node node = at.node();
    if (node instanceof MappingNode mapping) {
      return map(at, mapping);
    }
    if (node instanceof SequenceNode sequence) {
      List<Object> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(value(at.item(items.size(), item)));
      }
      return items;
    }
    return at.text("a value").map(text -> scalar(node.getTag(), text)).orElse(null);
  }

  private static Object scalar(Tag tag, String text) {
    if (tag.equals(Tag.BOOL)) {
      return Boolean.valueOf(text);
    }
    try {
      if (tag.equals(Tag.INT)) {
        return Integer.valueOf(text);
      }
      return tag.equals(Tag.FLOAT) ? Double.valueOf(text) : text;
    } catch (NumberFormatException e) {
      return text; // such as a number of twenty digits
    }
  }

  @Override
  public String allowed() {
    return allowed;
  }
}
