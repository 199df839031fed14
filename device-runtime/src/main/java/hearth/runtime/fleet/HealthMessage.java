package hearth.runtime.fleet;

import hearth.runtime.json.JsonWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** A {@link Health} as JSON, for the retained message of a fleet. */
final class HealthMessage {
  private HealthMessage() {}

  /**
   * All that is known.
   *
   * @param state {@code online}, or {@code offline} at an orderly end
   */
  static byte[] of(String name, String state, Health health) {
    JsonWriter json = new JsonWriter(false).beginObject();
    json.member("name", name).member("state", state);
    json.member("time", written(health.time()));
    json.member("clock", health.clockIsSet() ? "set" : "unset");
    json.member("version", health.version());
    json.name("uptime").number(health.uptime().toSeconds());
    if (!health.bridges().isEmpty()) {
      json.member("link", health.isLinked() ? "up" : "down");
    }
    if (health.broker() != null) {
      json.name("queue").number(health.broker().queued());
      json.name("dropped").number(health.broker().dropped());
      json.name("refused").number(health.broker().refused());
      json.name("clients").number(health.broker().clients());
    }
    bridges(health.bridges(), json);
    storage(health, json);
    if (health.things() != null) {
      json.name("things").number(health.things().count());
      json.name("offline").beginArray();
      health.things().offline().forEach(json::string);
      json.endArray();
    }
    return json.endObject().toBytes();
  }

  private static void bridges(List<Health.Bridge> bridges, JsonWriter json) {
    if (bridges.isEmpty()) {
      return;
    }
    json.name("bridges").beginObject();
    for (Health.Bridge bridge : bridges) {
      json.name(bridge.name()).beginObject();
      json.member("link", bridge.isUp() ? "up" : "down");
      json.name("queue").number(bridge.queued());
      json.name("queue_bytes").number(bridge.queuedBytes());
      json.name("sent").number(bridge.sent());
      json.name("received").number(bridge.received());
      json.name("dropped").number(bridge.dropped());
      json.name("refused").number(bridge.refused());
      json.name("set_aside").number(bridge.setAside());
      json.endObject();
    }
    json.endObject();
  }

  private static void storage(Health health, JsonWriter json) {
    if (health.disk() != null) {
      json.name("disk").beginObject();
      json.name("free").number(health.disk().freeBytes());
      json.name("size").number(health.disk().sizeBytes());
      json.name("store").number(health.disk().storeBytes());
      json.name("written_today").number(health.disk().writtenToday());
      if (!health.disk().alert().isEmpty()) {
        json.member("alert", health.disk().alert());
      }
      json.endObject();
    }
    if (health.card() != null) {
      json.name("card").beginObject().name("written").number(health.card().written());
      if (health.card().lifeUsedPercent() != null) {
        json.name("life_used").number(health.card().lifeUsedPercent());
      }
      json.endObject();
    }
  }

  /**
   * What a Will says.
   *
   * @param connected since when there was a connection; null where that is not known
   */
  static byte[] lost(String name, Instant connected) {
    JsonWriter json = new JsonWriter(false).beginObject();
    json.member("name", name).member("state", "lost");
    if (connected != null) {
      json.member("connected", written(connected));
    }
    return json.endObject().toBytes();
  }

  private static String written(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** What is news when it is otherwise: not what grows all the time. */
  static String news(Health health) {
    String links =
        health.bridges().stream()
            .map(each -> each.name() + each.isUp() + each.dropped() + "," + each.refused())
            .collect(Collectors.joining(";"));
    String broker =
        health.broker() == null ? "" : health.broker().dropped() + "," + health.broker().refused();
    String alert = health.disk() == null ? "" : health.disk().alert();
    List<String> offline = health.things() == null ? List.of() : health.things().offline();
    return String.join("|", links, broker, alert, offline.toString(), "" + health.clockIsSet());
  }
}
