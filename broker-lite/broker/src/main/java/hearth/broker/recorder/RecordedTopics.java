package hearth.broker.recorder;

import hearth.broker.message.Message;
import hearth.broker.routing.Tap;
import hearth.io.loop.EventLoop;
import hearth.io.text.PrintableText;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which topics are recorded, and as what: those that announce themselves, or those that the
 * configuration names. On the loop's thread.
 */
public final class RecordedTopics implements Tap {
  /** Reading it takes a while; those of the largest devices are smaller. */
  private static final int LARGEST_ANNOUNCEMENT = 128 << 10;

  private static final int BYTES_OF_ONE_WORK = 64;

  /** A state is a word or two. */
  private static final int LONGEST_STATE = 64;

  /** A state that follows a command so soon was caused by it. */
  private static final long COMMAND_NANOS = 5_000_000_000L;

  private final EventLoop loop;
  private final Recorder recorder;
  private final PayloadReader reader;
  private final Runnable changed;
  private final List<Predicate<TopicName>> filters;
  private final Map<TopicName, List<Announced>> announced = new LinkedHashMap<>();
  private final Map<TopicName, Listener> listeners = new HashMap<>();

  /**
   * @param filters what is recorded; empty for what announces itself
   * @param changed called when routes are to be found anew
   */
  public RecordedTopics(
      EventLoop loop,
      Recorder recorder,
      PayloadReader reader,
      List<TopicFilter> filters,
      Runnable changed) {
    this.loop = loop;
    this.recorder = recorder;
    this.reader = reader;
    this.changed = changed;
    this.filters = filters.stream().map(TopicFilter::matcher).toList();
  }

  @Override
  public Listener of(TopicName topic) {
    if (reader.isAnnouncement(topic)) {
      return this::announce;
    }
    Listener listener = listeners.get(topic);
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

  private void announce(Message message) {
    byte[] payload = message.payload();
    if (payload.length > LARGEST_ANNOUNCEMENT) {
      return;
    }
    loop.worked(payload.length / BYTES_OF_ONE_WORK);
    List<Announced> now = reader.announced(message.topic(), payload);
    List<Announced> before =
        now.isEmpty() ? announced.remove(message.topic()) : announced.put(message.topic(), now);
    if (before == null ? !now.isEmpty() : !isSame(before, now)) {
      listen();
    }
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

  private void listen() {
    listeners.clear();
    for (List<Announced> of : announced.values()) {
      for (Announced each : of) {
        if (isNamed(each.topic())) {
          listen(each);
        }
      }
    }
    changed.run();
  }

  private void listen(Announced each) {
    Series series = recorder.series(each.name(), each.kind(), each.unit());
    if (series == null) {
      return;
    }
    String topic = each.topic().toString();
    add(each.topic(), message -> take(series, message, each.value().apply(message.payload())));
    add(TopicName.of(topic + "/history"), message -> takeLate(series, message));
    if (each.kind() == SeriesKind.STATE) {
      String thing = topic.substring(0, topic.lastIndexOf('/') + 1);
      add(TopicName.of(topic + "/changed"), message -> takeCause(series, message));
      add(TopicName.of(thing + "changed"), message -> takeCause(series, message));
      if (each.command() != null) {
        add(each.command(), message -> series.commanded(publisher(message), nanos()));
      }
    }
    for (Announced.Availability availability : each.availabilities()) {
      byte[] offline = availability.offline().getBytes(StandardCharsets.UTF_8);
      add(
          availability.topic(),
          message -> {
            if (Arrays.equals(offline, message.payload())) {
              recorder.change(series, "", "");
            }
          });
    }
  }

  private void add(TopicName topic, Listener listener) {
    listeners.merge(
        topic,
        listener,
        (first, second) ->
            message -> {
              first.published(message);
              second.published(message);
            });
  }

  // ---- values

  /**
   * What it is shows the first that comes; null for what is no value, or where there is no room.
   */
  private Series unannounced(Message message) {
    String topic = message.topic().toString();
    Series known = recorder.table().get(topic);
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
