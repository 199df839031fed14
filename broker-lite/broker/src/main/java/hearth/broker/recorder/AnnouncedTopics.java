package hearth.broker.recorder;

import hearth.broker.message.Message;
import hearth.broker.routing.Tap;
import hearth.io.loop.EventLoop;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What has announced itself, and who listens on which topic for its values. On the loop's thread.
 */
final class AnnouncedTopics {
  /** So much of a payload is looked at in the time of one small task. */
  static final int BYTES_OF_ONE_WORK = 64;

  /** What an announced series takes beside its series: texts, and listeners on its topics. */
  private static final int ANNOUNCED_BYTES = 1500;

  private final EventLoop loop;
  private final Recorder recorder;
  private final PayloadReader reader;
  private final RecordedValues values;
  private final RecordingLimits limits;
  private final Runnable changed;
  private final Map<TopicName, List<Announced>> announced = new LinkedHashMap<>();
  private final Map<TopicName, Listeners> listeners = new HashMap<>();
  private int inAll;

  /** Those of one topic, each with the announcement that it comes from. */
  private final class Listeners implements Tap.Listener {
    private record Owned(TopicName owner, Tap.Listener listener) {}

    private final List<Owned> all = new ArrayList<>();

    @Override
    public void published(Message message) {
      int length = message.payload().length;
      if (length > RecordingLimits.PAYLOAD_BYTES) {
        limits.exceeded(RecordingLimits.Limit.PAYLOAD, message.topic().toString());
        return;
      }
      loop.charge(all.size() * (1 + length / BYTES_OF_ONE_WORK) - 1);
      for (Owned each : all) {
        each.listener.published(message);
      }
    }
  }

  /**
   * @param changed called when other topics are listened to than before
   */
  AnnouncedTopics(
      EventLoop loop,
      Recorder recorder,
      PayloadReader reader,
      RecordedValues values,
      RecordingLimits limits,
      Runnable changed) {
    this.loop = loop;
    this.recorder = recorder;
    this.reader = reader;
    this.values = values;
    this.limits = limits;
    this.changed = changed;
  }

  /** Who listens to a topic; null for nobody. */
  Tap.Listener listener(TopicName topic) {
    return listeners.get(topic);
  }

  /**
   * Reads an announcement.
   *
   * @param isNamed which topics are recorded at all
   * @return what is recorded of it; nothing where it says what it said before
   */
  List<Announced> announce(Message message, Predicate<TopicName> isNamed) {
    TopicName owner = message.topic();
    byte[] payload = message.payload();
    if (payload.length > RecordingLimits.ANNOUNCEMENT_BYTES) {
      limits.exceeded(RecordingLimits.Limit.ANNOUNCEMENT, owner.toString());
      return List.of();
    }
    loop.charge(payload.length / BYTES_OF_ONE_WORK);
    List<Announced> read =
        reader.announced(owner, payload, isNamed, RecordingLimits.SERIES_OF_ANNOUNCEMENT + 1);
    if (read.size() > RecordingLimits.SERIES_OF_ANNOUNCEMENT) {
      limits.exceeded(RecordingLimits.Limit.ANNOUNCED, owner.toString());
      read = read.subList(0, RecordingLimits.SERIES_OF_ANNOUNCEMENT);
    }
    if (described(announced.getOrDefault(owner, List.of())).equals(described(read))) {
      return List.of();
    }
    forget(owner);
    List<Announced> taken = read.stream().filter(each -> take(owner, each)).toList();
    if (!taken.isEmpty()) {
      announced.put(owner, taken);
    }
    changed.run();
    return taken;
  }

  private void forget(TopicName owner) {
    List<Announced> before = announced.remove(owner);
    if (before == null) {
      return;
    }
    inAll -= before.size();
    before.forEach(each -> recorder.release(memory(each)));
    listeners.values().forEach(of -> of.all.removeIf(each -> each.owner.equals(owner)));
    listeners.values().removeIf(of -> of.all.isEmpty());
  }

  /** Listens where there is room, and holds the memory for it. */
  private boolean take(TopicName owner, Announced each) {
    if (inAll >= RecordingLimits.SERIES_IN_ALL) {
      limits.exceeded(RecordingLimits.Limit.IN_ALL, each.name());
      return false;
    }
    if (!hasRoom(each.topic())) {
      limits.exceeded(RecordingLimits.Limit.OF_TOPIC, each.name());
      return false;
    }
    String full = recorder.whyNot(memory(each));
    if (full != null) {
      limits.noMemory(each.name(), full);
      return false;
    }
    inAll++;
    recorder.charge(memory(each));
    listen(owner, each);
    return true;
  }

  private static int memory(Announced each) {
    int topics = each.name().length() + 6 * each.topic().toString().length();
    for (Announced.Availability availability : each.availabilities()) {
      topics += 200 + availability.topic().toString().length() + availability.offline().length();
    }
    return ANNOUNCED_BYTES + 2 * topics;
  }

  private static List<String> described(List<Announced> all) {
    return all.stream().map(AnnouncedTopics::described).toList();
  }

  private static String described(Announced each) {
    return each.name()
        + "\n"
        + each.kind()
        + each.unit()
        + "\n"
        + each.command()
        + each.availabilities();
  }

  private void listen(TopicName owner, Announced each) {
    Series known = recorder.table().get(each.name());
    if (known != null && !known.source().equals(each.topic().toString())) {
      return; // another topic's values have that name
    }
    Series series = recorder.series(each.name(), each.kind(), each.unit());
    if (series == null) {
      return;
    }
    String topic = each.topic().toString();
    series.source(topic);
    add(
        owner,
        each.topic(),
        message -> values.take(series, message, each.value().apply(message.payload())));
    add(
        owner,
        TopicName.of(topic + RecordedTopics.LATE),
        message -> values.takeLate(series, message));
    if (each.kind() == SeriesKind.STATE) {
      listenForCauses(owner, each, series);
    }
    for (Announced.Availability availability : each.availabilities()) {
      byte[] offline = availability.offline().getBytes(StandardCharsets.UTF_8);
      append(
          owner,
          availability.topic(),
          message -> values.takeAvailability(series, message, offline));
    }
  }

  private void listenForCauses(TopicName owner, Announced each, Series series) {
    String topic = each.topic().toString();
    String thing = topic.substring(0, topic.lastIndexOf('/') + 1);
    add(owner, TopicName.of(topic + "/changed"), message -> values.takeCause(series, message));
    add(owner, TopicName.of(thing + "changed"), message -> values.takeCause(series, message));
    if (each.command() != null) {
      add(owner, each.command(), message -> values.takeCommand(series, message));
    }
  }

  private boolean hasRoom(TopicName topic) {
    Listeners of = listeners.get(topic);
    return of == null || of.all.size() < RecordingLimits.LISTENERS_OF_TOPIC;
  }

  private void add(TopicName owner, TopicName topic, Tap.Listener listener) {
    if (hasRoom(topic)) {
      append(owner, topic, listener);
    }
  }

  private void append(TopicName owner, TopicName topic, Tap.Listener listener) {
    Listeners of = listeners.computeIfAbsent(topic, any -> new Listeners());
    of.all.add(new Listeners.Owned(owner, listener));
  }
}
