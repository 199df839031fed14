package hearth.broker.recorder;

import hearth.broker.message.Message;
import hearth.broker.routing.Tap;
import hearth.io.loop.EventLoop;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which topics are recorded, and as what: those that announce themselves, or those that the
 * configuration names; as many as {@link RecordingLimits} says. On the loop's thread.
 */
public final class RecordedTopics implements Tap {
  /** Below the topic of a sensor: readings that its device has kept. */
  static final String LATE = "/history";

  private final EventLoop loop;
  private final Recorder recorder;
  private final PayloadReader reader;
  private final Function<TopicName, Message> retained;
  private final List<Predicate<TopicName>> filters;
  private final RecordedValues values;
  private final AnnouncedTopics announced;

  /**
   * @param filters what is recorded; empty for what announces itself
   * @param retained the message that is retained of a topic, or null
   * @param changed called when routes are to be found anew
   * @param log gets sentences for a person, where a limit is reached
   */
  public RecordedTopics(
      EventLoop loop,
      Recorder recorder,
      PayloadReader reader,
      List<TopicFilter> filters,
      Function<TopicName, Message> retained,
      Runnable changed,
      Consumer<String> log) {
    this.loop = loop;
    this.recorder = recorder;
    this.reader = reader;
    this.retained = retained;
    this.filters = filters.stream().map(TopicFilter::matcher).toList();
    this.values = new RecordedValues(recorder, reader, loop.clock());
    this.announced =
        new AnnouncedTopics(loop, recorder, reader, values, new RecordingLimits(log), changed);
  }

  @Override
  public Listener of(TopicName topic) {
    if (reader.isAnnouncement(topic)) {
      return this::announcedNow;
    }
    Listener listener = announced.listener(topic);
    return listener == null && !filters.isEmpty() ? unannounced(topic.toString()) : listener;
  }

  /** What is recorded without an announcement: values, and those that a device has kept. */
  private Listener unannounced(String topic) {
    boolean isLate = topic.endsWith(LATE);
    String of = isLate ? topic.substring(0, topic.length() - LATE.length()) : topic;
    if (of.isEmpty() || of.startsWith("$") || !isNamed(TopicName.of(of))) {
      return null;
    }
    return isLate
        ? message -> values.takeLate(unannouncedLate(of, message), message)
        : message -> values.take(unannounced(message), message, message.payload());
  }

  /** Of what is retained when the broker starts, announcements are as good as new; values not. */
  public void restored(Message message) {
    if (reader.isAnnouncement(message.topic())) {
      announced.announce(message, this::isNamed);
    }
  }

  private boolean isNamed(TopicName topic) {
    return filters.isEmpty() || filters.stream().anyMatch(each -> each.test(topic));
  }

  /** Who announces itself may have told its states before: those are true now. */
  private void announcedNow(Message message) {
    announced.announce(message, this::isNamed).stream()
        .filter(each -> each.kind() == SeriesKind.STATE)
        .forEach(this::takeRetained);
  }

  private void takeRetained(Announced each) {
    Message kept = retained.apply(each.topic());
    Series series = recorder.table().get(each.name());
    boolean isOfTopic = series != null && series.source().equals(each.topic().toString());
    if (kept != null && isOfTopic && kept.payload().length <= RecordingLimits.PAYLOAD_BYTES) {
      loop.charge(kept.payload().length / AnnouncedTopics.BYTES_OF_ONE_WORK);
      values.take(series, kept, each.value().apply(kept.payload()));
    }
  }

  /**
   * What it is shows the first that comes; null for what is no value, or where there is no room.
   */
  private Series unannounced(Message message) {
    String topic = message.topic().toString();
    Series known = recorder.table().get(topic);
    if (known != null && !known.source().equals(topic)) {
      return null; // another topic's values have that name
    }
    if (known != null || message.payload().length > RecordedValues.MAX_STATE) {
      return known;
    }
    boolean isNumber = Decimal.of(message.payload()) != null;
    return recorder.series(topic, isNumber ? SeriesKind.READING : SeriesKind.STATE, "");
  }

  private Series unannouncedLate(String topic, Message message) {
    Series known = recorder.table().get(topic);
    if (known != null) {
      return known.source().equals(topic) ? known : null;
    }
    return reader.late(message.payload()) == null
        ? null
        : recorder.series(topic, SeriesKind.READING, "");
  }
}
