package hearth.broker.recorder;

import hearth.io.text.PrintableText;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** How much may announce itself; what is beyond is told once. On the loop's thread. */
final class RecordingLimits {
  /** Reading it takes a while; those of the largest devices are smaller. */
  static final int ANNOUNCEMENT_BYTES = 128 << 10;

  static final int PAYLOAD_BYTES = 16 << 10;
  static final int SERIES_OF_ANNOUNCEMENT = 256;
  static final int SERIES_IN_ALL = 2000;

  /** Each may look through the payload. */
  static final int LISTENERS_OF_TOPIC = 32;

  private static final String NAME_THEM =
      "Name those that matter with 'topics' in the section recorder of the broker";

  /** What is limited. */
  enum Limit {
    ANNOUNCEMENT(
        "The announcement '%s' is longer than %d KB and is not read. Have the device announce what"
            + " it has in several messages",
        ANNOUNCEMENT_BYTES >> 10),
    PAYLOAD(
        "A message on '%s' is longer than %d KB, and no value of it is recorded. Have the device"
            + " publish its values in smaller ones",
        PAYLOAD_BYTES >> 10),
    ANNOUNCED(
        "'%s' announces more than %d series, and no more of it are recorded. " + NAME_THEM,
        SERIES_OF_ANNOUNCEMENT),
    IN_ALL(
        "'%s' is not recorded: %d series are announced, and no more are taken. " + NAME_THEM,
        SERIES_IN_ALL),
    OF_TOPIC(
        "'%s' is not recorded: %d series of its topic are, and no more are taken. Have the device"
            + " publish its values on topics of their own",
        LISTENERS_OF_TOPIC),
    MEMORY("'%s' is not recorded: %s", 0);

    private final String sentence;
    private final int max;

    Limit(String sentence, int max) {
      this.sentence = sentence;
      this.max = max;
    }
  }

  private final Set<Limit> told = EnumSet.noneOf(Limit.class);
  private final Consumer<String> log;

  /**
   * @param log gets a sentence for a person
   */
  RecordingLimits(Consumer<String> log) {
    this.log = log;
  }

  /** Something of that name is beyond a limit. */
  void exceeded(Limit limit, String name) {
    exceeded(limit, name, limit.max);
  }

  /** There is no memory for something of that name. */
  void noMemory(String name, String why) {
    exceeded(Limit.MEMORY, name, why);
  }

  private void exceeded(Limit limit, String name, Object max) {
    if (told.add(limit)) {
      log.accept(limit.sentence.formatted(PrintableText.of(name), max));
    }
  }
}
