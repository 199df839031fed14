package hearth.broker.recorder;

import hearth.broker.message.Message;
import hearth.broker.routing.Tap;
import hearth.io.loop.EventLoop;
import hearth.io.text.PrintableText;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.tinylog.Logger;

/**
 * Which topics are recorded, and as what: those that announce themselves, or those that the
 * configuration names. At most 2,000 announced series in all, 32 of one topic; no value is read
 * from a payload above 16 KB. On the loop's thread.
 */
public final class RecordedTopics implements Tap {
  /** Reading it takes a while; those of the largest devices are smaller. */
  private static final int LARGEST_ANNOUNCEMENT = 128 << 10;

  private static final int BYTES_OF_ONE_WORK = 64;

  private static final int LARGEST_PAYLOAD = 16 << 10;
  private static final int MOST_ANNOUNCED = 2000;

  /** Each may look through the payload. */
  private static final int MOST_OF_A_TOPIC = 32;

  /** What an announced series takes beside its series: texts, and listeners on its topics. */
  private static final int ANNOUNCED_BYTES = 1500;

  /** A state is a word or two. */
  private static final int LONGEST_STATE = 64;

  /** A state that follows a command so soon was caused by it. */
  private static final long COMMAND_NANOS = 5_000_000_000L;

  private final EventLoop loop;
  private final Recorder recorder;
  private final PayloadReader reader;
  private final Function<TopicName, Message> retained;
  private final Runnable changed;
  private final List<Predicate<TopicName>> filters;
  private final Map<TopicName, List<Announced>> announced = new LinkedHashMap<>();
  private final Map<TopicName, Listeners> listeners = new HashMap<>();
  private int announcedInAll;
  private boolean fullTold;

  /** Those of one topic, each with the announcement that it comes from. */
  private final class Listeners implements Listener {
    private record Owned(TopicName owner, Listener listener) {}

    private final List<Owned> all = new ArrayList<>();

    @Override
    public void published(Message message) {
      int length = message.payload().length;
      if (length > LARGEST_PAYLOAD) {
        return;
      }
      loop.worked(all.size() * (1 + length / BYTES_OF_ONE_WORK) - 1);
      for (Owned each : all) {
        each.listener.published(message);
      }
    }
  }

  /**
   * @param filters what is recorded; empty for what announces itself
   * @param retained the message that is retained of a topic, or null
   * @param changed called when routes are to be found anew
   */
  public RecordedTopics(
      EventLoop loop,
      Recorder recorder,
      PayloadReader reader,
      List<TopicFilter> filters,
      Function<TopicName, Message> retained,
      Runnable changed) {
    this.loop = loop;
    this.recorder = recorder;
    this.reader = reader;
    this.retained = retained;
    this.changed = changed;
    this.filters = filters.stream().map(TopicFilter::matcher).toList();
  }

  @Override
  public Listener of(TopicName topic) {
    if (reader.isAnnouncement(topic)) {
      return this::announcedNow;
    }
    Listeners listener = listeners.get(topic);
    if (listener == null && !filters.isEmpty() && isNamed(topic) && !isAside(topic)) {
      return message -> take(unannounced(message), message, message.payload());
    }
    return listener;
  }

  /** Of what is retained when the broker starts, announcements are as good as new; values not. */
  public void restored(Message message) {
    if (reader.isAnnouncement(message.topic())) {
      announce(message);
    }
  }

  private boolean isNamed(TopicName topic) {
    return filters.isEmpty() || filters.stream().anyMatch(each -> each.test(topic));
  }

  /** What stands beside a value and is none itself. */
  private boolean isAside(TopicName topic) {
    String text = topic.toString();
    return text.startsWith("$") || listeners.containsKey(topic) || text.endsWith("/history");
  }

  // ---- announcements

  /** Who announces itself may have told its states before: those are true now. */
  private void announcedNow(Message message) {
    announce(message).stream()
        .filter(each -> each.kind() == SeriesKind.STATE)
        .forEach(this::takeRetained);
  }

  private void takeRetained(Announced each) {
    Message kept = retained.apply(each.topic());
    Series series = recorder.table().get(each.name());
    boolean isOfTopic = series != null && series.source().equals(each.topic().toString());
    if (kept != null && isOfTopic && kept.payload().length <= LARGEST_PAYLOAD) {
      loop.worked(kept.payload().length / BYTES_OF_ONE_WORK);
      take(series, kept, each.value().apply(kept.payload()));
    }
  }

  /** Returns what is new in it, or again. */
  private List<Announced> announce(Message message) {
    byte[] payload = message.payload();
    if (payload.length > LARGEST_ANNOUNCEMENT) {
      return List.of();
    }
    loop.worked(payload.length / BYTES_OF_ONE_WORK);
    TopicName owner = message.topic();
    List<Announced> before = announced.getOrDefault(owner, List.of());
    List<Announced> named =
        reader.announced(owner, payload).stream().filter(each -> isNamed(each.topic())).toList();
    if (isSame(before, named)) {
      return List.of();
    }
    forget(owner);
    List<Announced> now = named.stream().filter(each -> hasRoom(owner, each)).toList();
    if (!now.isEmpty()) {
      announced.put(owner, now);
    }
    changed.run();
    return now;
  }

  private void forget(TopicName owner) {
    List<Announced> before = announced.remove(owner);
    if (before == null) {
      return;
    }
    announcedInAll -= before.size();
    before.forEach(each -> recorder.release(memory(each)));
    listeners.values().forEach(of -> of.all.removeIf(each -> each.owner.equals(owner)));
    listeners.values().removeIf(of -> of.all.isEmpty());
  }

  /** Listens where there is room, and holds the memory for it. */
  private boolean hasRoom(TopicName owner, Announced each) {
    String full =
        announcedInAll >= MOST_ANNOUNCED
            ? MOST_ANNOUNCED + " are announced, and no more are taken"
            : recorder.whyNot(memory(each));
    if (full != null) {
      if (!fullTold) {
        fullTold = true;
        Logger.warn("'{}' is not recorded: {}", PrintableText.of(each.name()), full);
      }
      return false;
    }
    announcedInAll++;
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

  private static boolean isSame(List<Announced> one, List<Announced> other) {
    Stream<String> first = one.stream().map(RecordedTopics::described);
    return first.toList().equals(other.stream().map(RecordedTopics::described).toList());
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
    series.source(each.topic().toString());
    String topic = each.topic().toString();
    add(
        owner,
        each.topic(),
        message -> take(series, message, each.value().apply(message.payload())));
    add(owner, TopicName.of(topic + "/history"), message -> takeLate(series, message));
    if (each.kind() == SeriesKind.STATE) {
      String thing = topic.substring(0, topic.lastIndexOf('/') + 1);
      add(owner, TopicName.of(topic + "/changed"), message -> takeCause(series, message));
      add(owner, TopicName.of(thing + "changed"), message -> takeCause(series, message));
      if (each.command() != null) {
        add(owner, each.command(), message -> series.commanded(publisher(message), nanos()));
      }
    }
    for (Announced.Availability availability : each.availabilities()) {
      byte[] offline = availability.offline().getBytes(StandardCharsets.UTF_8);
      append(
          owner,
          availability.topic(),
          message -> {
            if (Arrays.equals(offline, message.payload())) {
              recorder.change(series, "", "");
            }
          });
    }
  }

  private void add(TopicName owner, TopicName topic, Listener listener) {
    Listeners of = listeners.get(topic);
    if (of == null || of.all.size() < MOST_OF_A_TOPIC) {
      append(owner, topic, listener);
    }
  }

  private void append(TopicName owner, TopicName topic, Listener listener) {
    Listeners of = listeners.computeIfAbsent(topic, any -> new Listeners());
    of.all.add(new Listeners.Owned(owner, listener));
  }

  // ---- values

  /**
   * What it is shows the first that comes; null for what is no value, or where there is no room.
   */
  private Series unannounced(Message message) {
    String topic = message.topic().toString();
    Series known = recorder.table().get(topic);
    if (known != null && !known.source().equals(topic)) {
      return null; // another topic's values have that name
    }
    if (known != null || message.payload().length > LONGEST_STATE) {
      return known;
    }
    boolean isNumber = Decimal.of(message.payload()) != null;
    return recorder.series(topic, isNumber ? SeriesKind.READING : SeriesKind.STATE, "");
  }

  private void take(Series series, Message message, byte[] value) {
    if (series == null || value == null) {
      return;
    }
    if (series.kind() == SeriesKind.STATE) {
      takeState(series, message, value);
      return;
    }
    Decimal reading = Decimal.of(value);
    if (reading != null) {
      recorder.add(series, reading);
    } else {
      recorder.change(series, "", ""); // "unavailable", "NaN": nobody knows
    }
  }

  private void takeState(Series series, Message message, byte[] value) {
    if (value.length > LONGEST_STATE) {
      return;
    }
    String state = PrintableText.of(new String(value, StandardCharsets.UTF_8));
    String ordered = series.commandedSince(nanos() - COMMAND_NANOS);
    String by =
        series.isCaused(state) ? series.cause() : ordered.isEmpty() ? publisher(message) : ordered;
    if (!state.equals(series.state())) {
      series.cause("", "");
      recorder.change(series, state, by);
    }
  }

  private long nanos() {
    return loop.clock().nanoTime();
  }

  /** Who published it, as far as the broker knows. */
  private static String publisher(Message message) {
    String client = message.publisher();
    String user = message.publisherUser();
    if (client == null || client.startsWith(":")) {
      return "";
    }
    return user == null || user.equals(Message.ANONYMOUS) || user.startsWith(":")
        ? cut("client " + client)
        : cut("client " + client + ", user " + user);
  }

  private static String cut(String text) {
    String printable = PrintableText.of(text);
    return printable.length() <= Records.LONGEST_TEXT
        ? printable
        : printable.substring(0, Records.LONGEST_TEXT);
  }

  private void takeLate(Series series, Message message) {
    PayloadReader.Late late = reader.late(message.payload());
    Decimal reading = late == null ? null : Decimal.of(late.value());
    if (reading != null && series.kind() != SeriesKind.STATE) {
      recorder.addLate(series, reading, late.time());
    }
  }

  private void takeCause(Series series, Message message) {
    PayloadReader.Cause cause = reader.cause(message.payload());
    if (cause != null && cause.state().length() <= LONGEST_STATE) {
      recorder.cause(series, cause.state(), cut(cause.by()));
    }
  }
}
