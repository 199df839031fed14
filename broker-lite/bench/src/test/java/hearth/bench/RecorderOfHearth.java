package hearth.bench;

import hearth.broker.account.Account;
import hearth.broker.account.Limits;
import hearth.broker.message.Message;
import hearth.broker.recorder.Announced;
import hearth.broker.recorder.HistoryQueries;
import hearth.broker.recorder.HistoryRange;
import hearth.broker.recorder.PayloadReader;
import hearth.broker.recorder.RecordedTopics;
import hearth.broker.recorder.Recorder;
import hearth.broker.recorder.RecorderSettings;
import hearth.io.file.DirectoryFolders;
import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** Hearth's own recorder, from a message that is routed to the answer's JSON. */
final class RecorderOfHearth implements RecorderComparison.Subject {
  private static final PayloadReader NOTHING =
      new PayloadReader() {
        @Override
        public boolean isAnnouncement(TopicName topic) {
          return false;
        }

        @Override
        public List<Announced> announced(
            TopicName topic, byte[] payload, Predicate<TopicName> wanted, int max) {
          return List.of();
        }

        @Override
        public Late late(byte[] payload) {
          return null;
        }

        @Override
        public Cause cause(byte[] payload) {
          return null;
        }
      };

  private final Path folder;
  private final Deque<Runnable> work = new ArrayDeque<>();
  private final ManualClock clock;
  private final Duration commitInterval;
  private ManualLoop loop;
  private Recorder recorder;
  private HistoryQueries queries;
  private RecordedTopics topics;
  private int answered;

  RecorderOfHearth(Path folder, long start, long commitMillis) {
    this.folder = folder;
    this.commitInterval = Duration.ofMillis(commitMillis);
    this.clock = new ManualClock(Instant.ofEpochMilli(start));
    open();
  }

  private void open() {
    loop = new ManualLoop(clock);
    RecorderSettings usual = RecorderSettings.DEFAULTS;
    List<TopicFilter> all = List.of(TopicFilter.of("home/#"));
    recorder =
        new Recorder(
            loop,
            new RecorderSettings(
                all,
                commitInterval,
                usual.keep(),
                usual.keepMeans(),
                usual.series(),
                usual.zone(),
                usual.log()),
            new DirectoryFolders(folder),
            work::add,
            new Random(1)::nextLong,
            () -> true,
            Account.whole(Limits.NONE).open("recorder"));
    queries = new HistoryQueries(loop, recorder);
    topics = new RecordedTopics(loop, recorder, NOTHING, all, topic -> null, () -> {}, said -> {});
    recorder.open();
    settle();
  }

  private void settle() {
    do {
      loop.runReady();
      for (Runnable next; (next = work.poll()) != null; ) {
        next.run();
        loop.runReady();
      }
    } while (!loop.isIdle());
  }

  private void advanceTo(long time) {
    long ahead = time - clock.wallTime().toEpochMilli();
    if (ahead > 0) {
      loop.advance(Duration.ofMillis(ahead));
      settle();
    }
  }

  @Override
  public void add(int sensor, long time, double value) {
    advanceTo(time);
    TopicName topic = TopicName.of("home/sensor/" + sensor);
    byte[] payload = Double.toString(value).getBytes(StandardCharsets.US_ASCII);
    topics
        .of(topic)
        .published(
            new Message(
                topic, payload, QoS.AT_MOST_ONCE, true, Properties.NONE, "device", Message.NEVER));
  }

  /** It commits by its own timer. */
  @Override
  public void commit(long now) {
    advanceTo(now);
  }

  @Override
  public void reopen(long now) {
    recorder.close(() -> {});
    settle();
    open();
  }

  @Override
  public int ask(int sensor, long from, long to) {
    answered = 0;
    queries.ask(
        "home/sensor/" + sensor,
        HistoryRange.of("" + from / 1000, "" + to / 1000),
        json -> answered = json.length / 20);
    settle();
    return answered;
  }
}
