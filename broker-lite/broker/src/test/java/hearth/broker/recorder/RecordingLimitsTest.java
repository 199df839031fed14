package hearth.broker.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.message.Message;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is announced beyond a limit is not recorded, and that is told once, with what to do. */
class RecordingLimitsTest {
  /** An announcement is a list of topics; "topic name" where that is one of several values. */
  private static final PayloadReader READER =
      new PayloadReader() {
        @Override
        public boolean isAnnouncement(TopicName topic) {
          return topic.toString().startsWith("announce/");
        }

        @Override
        public List<Announced> announced(
            TopicName topic, byte[] payload, Predicate<TopicName> wanted, int max) {
          return Arrays.stream(new String(payload, StandardCharsets.UTF_8).strip().split("\n"))
              .filter(line -> !line.isEmpty() && wanted.test(TopicName.of(line.split(" ")[0])))
              .limit(max)
              .map(line -> announced(line))
              .toList();
        }

        private Announced announced(String line) {
          TopicName topic = TopicName.of(line.split(" ")[0]);
          return new Announced(
              line, topic, SeriesKind.READING, "", UnaryOperator.identity(), null, List.of());
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

  private final RecorderModel model = new RecorderModel();
  private final List<String> told = new ArrayList<>();

  private RecordedTopics topics(TopicFilter... filters) {
    RecorderSettings usual = RecorderModel.SETTINGS;
    model.settings =
        new RecorderSettings(
            List.of(filters),
            usual.commitInterval(),
            usual.keep(),
            usual.keepMeans(),
            5000,
            usual.zone(),
            usual.log());
    model.start();
    return new RecordedTopics(
        model.loop, model.recorder, READER, List.of(filters), topic -> null, () -> {}, told::add);
  }

  private static void publish(RecordedTopics topics, String topic, String payload) {
    TopicName name = TopicName.of(topic);
    topics
        .of(name)
        .published(
            new Message(
                name,
                payload.getBytes(StandardCharsets.UTF_8),
                QoS.AT_MOST_ONCE,
                true,
                Properties.NONE,
                "device",
                Message.NEVER));
  }

  private static String lines(String prefix, int count) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append(prefix).append(i).append('\n');
    }
    return lines.toString();
  }

  private int recorded() {
    return model.recorder.table().all().size();
  }

  private void toldOnce(String... words) {
    assertEquals(1, told.size(), told::toString);
    for (String each : words) {
      assertTrue(told.get(0).contains(each), told::toString);
    }
  }

  @Test
  void asManyAsAreAllowedAreRecordedWithoutAWord() {
    RecordedTopics topics = topics();
    publish(topics, "announce/a", lines("a/", 256));
    assertEquals(256, recorded());
    publish(topics, "a/255", "1");
    assertEquals(1, model.filled("hour", "a/255"));
    assertEquals(List.of(), told);
  }

  @Test
  void ofOneAnnouncementTheFirst256() {
    RecordedTopics topics = topics();
    publish(topics, "announce/a", lines("a/", 400));
    publish(topics, "announce/b", lines("b/", 257));
    assertEquals(512, recorded());
    assertNull(topics.of(TopicName.of("a/256")));
    toldOnce("'announce/a'", "256", "'topics'");
  }

  @Test
  void ofALongAnnouncementThoseThatAreNamed() {
    RecordedTopics topics = topics(TopicFilter.of("a/399"));
    publish(topics, "announce/a", lines("a/", 400));
    publish(topics, "a/399", "1");
    assertEquals(1, recorded());
    assertEquals(List.of(), told);
  }

  @Test
  void twoThousandInAllUntilOthersGo() {
    RecordedTopics topics = topics();
    for (int i = 0; i < 9; i++) {
      publish(topics, "announce/" + i, lines(i + "/", 250));
    }
    assertEquals(2000, recorded());
    assertNull(topics.of(TopicName.of("8/0")));
    toldOnce("'8/0'", "2000", "'topics'");
    publish(topics, "announce/0", "");
    publish(topics, "announce/8", lines("8/", 250));
    publish(topics, "8/249", "1");
    assertEquals(1, model.filled("hour", "8/249"));
    toldOnce("'8/0'");
  }

  @Test
  void ofOneTopic32Values() {
    RecordedTopics topics = topics();
    publish(topics, "announce/a", lines("a $", 40));
    publish(topics, "announce/b", lines("a $b", 2) + "b\n");
    assertEquals(33, recorded());
    toldOnce("'a $32'", "32", "topics of their own");
  }

  @Test
  void noValueOfALongPayload() {
    RecordedTopics topics = topics();
    publish(topics, "announce/a", "a\n");
    publish(topics, "a", "20.5" + " ".repeat(16 << 10));
    publish(topics, "a", "20.5" + " ".repeat(16 << 10));
    model.advance(Duration.ofMinutes(1));
    assertEquals(0, model.filled("hour", "a"));
    toldOnce("'a'", "16 KB", "smaller");
    publish(topics, "a", "20.5");
    assertEquals(1, model.filled("hour", "a"));
  }

  @Test
  void aLongAnnouncementIsNotRead() {
    RecordedTopics topics = topics();
    publish(topics, "announce/a", "a\n" + " ".repeat(128 << 10));
    assertEquals(0, recorded());
    toldOnce("'announce/a'", "128 KB", "several");
  }
}
