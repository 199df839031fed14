package hearth.runtime.fleet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A {@link Health} in Prometheus' text format 0.0.4. The series are fixed: none has a client, user
 * or topic in it, so that nobody who connects can make more of them. What is not there, or not
 * known, has no sample.
 */
public final class Metrics {
  /** The media type of the format. */
  public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Where Prometheus looks for it. */
  public static final String PATH = "/metrics";

  private enum Type {
    COUNTER,
    GAUGE
  }

  /** Takes the samples of a series: its labels, or nothing, and its value. */
  private interface Samples extends BiConsumer<String, Number> {}

  private record Family(String name, Type type, String help, BiConsumer<Health, Samples> look) {}

  private static final List<Family> FAMILIES = new Families().all();

  private Metrics() {}

  /** The names of all series. */
  public static List<String> names() {
    return FAMILIES.stream().map(Family::name).toList();
  }

  /** The whole text, in UTF-8. */
  public static byte[] of(Health health) {
    StringBuilder text = new StringBuilder(8192);
    for (Family family : FAMILIES) {
      text.append("# HELP ").append(family.name).append(' ').append(family.help).append('\n');
      String type = family.type.name().toLowerCase(Locale.ROOT);
      text.append("# TYPE ").append(family.name).append(' ').append(type).append('\n');
      family.look.accept(
          health, (labels, value) -> text.append(sample(family.name, labels, value)));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String sample(String name, String labels, Number value) {
    return name + labels + ' ' + value + '\n';
  }

  private static String label(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return '{' + name + "=\"" + escaped + "\"}";
  }

  private static int flag(boolean is) {
    return is ? 1 : 0;
  }

  private static Double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  /** The table of them. */
  private static final class Families {
    private final List<Family> all = new ArrayList<>();

    List<Family> all() {
      ofProgram();
      ofBroker();
      ofStorage();
      ofBridges();
      return List.copyOf(all);
    }

    /** One sample of a part that may not be there. */
    private <T> void one(
        String name,
        Type type,
        String help,
        Function<Health, T> part,
        Function<T, ? extends Number> value) {
      add(
          name,
          type,
          help,
          (health, samples) -> {
            T there = part.apply(health);
            Number number = there == null ? null : value.apply(there);
            if (number != null) {
              samples.accept("", number);
            }
          });
    }

    private void add(String name, Type type, String help, BiConsumer<Health, Samples> look) {
      all.add(new Family(name, type, help, look));
    }

    private void counter(String name, String help, Function<Health.Broker, Long> value) {
      one(name, Type.COUNTER, help, Health::broker, value);
    }

    private void gauge(String name, String help, Function<Health.Broker, Long> value) {
      one(name, Type.GAUGE, help, Health::broker, value);
    }

    private void ofProgram() {
      add(
          "hearth_build_info",
          Type.GAUGE,
          "Always 1; its label is the version.",
          (health, samples) -> samples.accept(label("version", health.version()), 1));
      one(
          "hearth_uptime_seconds",
          Type.GAUGE,
          "How long Hearth has run.",
          health -> health,
          health -> seconds(health.uptime()));
      one(
          "hearth_clock_synchronized",
          Type.GAUGE,
          "Whether a time server has set the clock since the machine was started.",
          health -> health,
          health -> flag(health.clockIsSet()));
      one(
          "hearth_things",
          Type.GAUGE,
          "Things of the device.",
          Health::things,
          Health.Things::count);
      one(
          "hearth_things_offline",
          Type.GAUGE,
          "Things of the device that do not work.",
          Health::things,
          things -> things.offline().size());
      one(
          "hearth_device_connected",
          Type.GAUGE,
          "Whether a device whose broker is another's is connected to it.",
          Health::link,
          link -> flag(link.isUp()));
      one(
          "hearth_device_reconnects_total",
          Type.COUNTER,
          "How often that connection was lost and found again.",
          Health::link,
          Health.Link::reconnects);
      one(
          "process_cpu_seconds_total",
          Type.COUNTER,
          "Time of the processor that Hearth has used.",
          Health::process,
          process -> seconds(process.cpu()));
      one(
          "process_resident_memory_bytes",
          Type.GAUGE,
          "Memory of the machine that Hearth takes.",
          Health::process,
          Health.Process::residentBytes);
      one(
          "hearth_heap_used_bytes",
          Type.GAUGE,
          "Java's heap in use, what is needed no more included.",
          Health::process,
          Health.Process::heapBytes);
    }

    private void ofBroker() {
      gauge("hearth_clients_connected", "Clients with a connection.", Health.Broker::clients);
      gauge("hearth_sessions", "Sessions, of clients that are away, too.", Health.Broker::sessions);
      gauge("hearth_subscriptions", "Subscriptions.", Health.Broker::subscriptions);
      gauge("hearth_retained_messages", "Retained messages.", Health.Broker::retained);
      gauge(
          "hearth_queued_messages",
          "Messages that wait for clients and bridges.",
          Health.Broker::queued);
      gauge(
          "hearth_client_memory_bytes",
          "Memory and disk that are held for clients.",
          Health.Broker::heldBytes);
      counter(
          "hearth_connections_accepted_total",
          "Connections that came, before anybody was let in.",
          Health.Broker::connections);
      counter(
          "hearth_refusals_total",
          "What clients asked for and did not get.",
          Health.Broker::refused);
      counter(
          "hearth_messages_received_total", "PUBLISH packets received.", Health.Broker::received);
      counter("hearth_messages_sent_total", "PUBLISH packets sent.", Health.Broker::sent);
      counter(
          "hearth_messages_dropped_total",
          "Messages that somebody did not get, or that were not retained.",
          Health.Broker::dropped);
      counter("hearth_messages_expired_total", "Messages that expired.", Health.Broker::expired);
      counter(
          "hearth_network_receive_bytes_total",
          "Bytes of MQTT received.",
          Health.Broker::receivedBytes);
      counter(
          "hearth_network_transmit_bytes_total", "Bytes of MQTT sent.", Health.Broker::sentBytes);
    }

    private void ofStorage() {
      disk("hearth_disk_free_bytes", "Free where the store is.", Health.Disk::freeBytes);
      disk("hearth_disk_size_bytes", "Size of the disk of the store.", Health.Disk::sizeBytes);
      disk("hearth_store_bytes", "What the store takes.", Health.Disk::storeBytes);
      disk(
          "hearth_store_failing",
          "Whether the store takes nothing now.",
          disk -> flag(!disk.alert().isEmpty()));
      one(
          "hearth_store_written_bytes_total",
          Type.COUNTER,
          "What the store has written.",
          Health::disk,
          Health.Disk::written);
      one(
          "hearth_card_written_bytes_total",
          Type.COUNTER,
          "What all programs have written to the card since the machine was started.",
          Health::card,
          Health.Card::written);
      one(
          "hearth_card_life_used_ratio",
          Type.GAUGE,
          "How much of its life the card has used, by its own estimate.",
          Health::card,
          card -> card.lifeUsedPercent() == null ? null : card.lifeUsedPercent() / 100.0);
    }

    private void disk(String name, String help, Function<Health.Disk, Number> value) {
      one(name, Type.GAUGE, help, Health::disk, value);
    }

    private void ofBridges() {
      bridge("up", Type.GAUGE, "Whether all of a bridge is connected.", b -> flag(b.isUp()));
      bridge("queued_messages", Type.GAUGE, "Messages to leave.", Health.Bridge::queued);
      bridge("queued_bytes", Type.GAUGE, "Bytes to leave.", Health.Bridge::queuedBytes);
      bridge("sent_messages_total", Type.COUNTER, "Messages that left.", Health.Bridge::sent);
      bridge(
          "received_messages_total", Type.COUNTER, "Messages that came.", Health.Bridge::received);
      bridge(
          "dropped_messages_total",
          Type.COUNTER,
          "Messages that found the link or the queue full.",
          Health.Bridge::dropped);
      bridge(
          "refused_messages_total",
          Type.COUNTER,
          "Messages that the other side has refused.",
          Health.Bridge::refused);
      bridge(
          "set_aside_messages_total",
          Type.COUNTER,
          "Messages that the other side closes on, or that are too large for it.",
          Health.Bridge::setAside);
      bridge(
          "ignored_messages_total",
          Type.COUNTER,
          "Messages that had come by a bridge already, and old commands.",
          Health.Bridge::ignored);
    }

    private void bridge(
        String name, Type type, String help, Function<Health.Bridge, Number> value) {
      add(
          "hearth_bridge_" + name,
          type,
          help,
          (health, samples) ->
              health
                  .bridges()
                  .forEach(
                      each -> samples.accept(label("bridge", each.name()), value.apply(each))));
    }
  }
}
