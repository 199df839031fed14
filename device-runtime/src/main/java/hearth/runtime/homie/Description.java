package hearth.runtime.homie;

import hearth.protocol.topic.TopicName;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.json.JsonWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** What Homie is told that a device is. */
final class Description {
  private final DeviceSettings device;
  private final List<Node> nodes;

  Description(Configuration configuration) {
    this.device = configuration.device();
    this.nodes = Node.of(configuration);
  }

  /** Where all of a device stands. */
  static String topicOf(DeviceSettings device) {
    return device.homieDomain() + "/5/" + Ids.like(device.topic().toString());
  }

  List<Node> nodes() {
    return nodes;
  }

  /** The properties by the topics on which things publish their values. */
  Map<TopicName, NodeProperty> bySource() {
    Map<TopicName, NodeProperty> found = new HashMap<>();
    nodes.forEach(node -> node.properties().forEach(each -> found.put(each.source(), each)));
    return found;
  }

  /** The properties that are 0 while the state on this topic is off. */
  List<NodeProperty> zeroWhileOffBeside(TopicName state) {
    return nodes.stream()
        .flatMap(node -> node.properties().stream())
        .filter(each -> each.isZeroWhileOff() && each.state().topic().equals(state))
        .toList();
  }

  /** The nodes by the topics on which things tell their problems. */
  Map<TopicName, Node> byProblem() {
    Map<TopicName, Node> found = new HashMap<>();
    nodes.forEach(node -> found.put(node.problem(), node));
    return found;
  }

  /** What it says besides its version: alike texts mean the same. */
  String fingerprint() {
    JsonWriter json = new JsonWriter(false);
    writeNodes(json.beginObject());
    CRC32 checksum = new CRC32();
    checksum.update(json.endObject().toBytes());
    return Long.toHexString(checksum.getValue());
  }

  /** The document. */
  String document(long version) {
    JsonWriter json = new JsonWriter(false).beginObject();
    json.member("homie", "5.0").name("version").number(version);
    writeNodes(json);
    return json.endObject().toString();
  }

  private void writeNodes(JsonWriter json) {
    json.member("name", device.name());
    json.name("nodes").beginObject();
    for (Node node : nodes) {
      json.name(node.id()).beginObject().member("name", node.name());
      json.name("properties").beginObject();
      node.properties().forEach(property -> property.writeTo(json));
      json.endObject().endObject();
    }
    json.endObject();
  }
}
