package hearth.runtime.thing;

import hearth.io.loop.Clock;
import hearth.protocol.topic.TopicName;
import hearth.runtime.thing.CommandResult.Kind;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.tinylog.Logger;

/**
 * A topic on which a thing takes commands. Whatever comes there is answered, but for what is none:
 *
 * <pre>
 *   message --> kept by the broker? --> empty, or our own? --> too late? --> read --> taken
 *                      |                       |                  |           |
 *                  rejected                 nothing            expired    rejected
 * </pre>
 *
 * @param <T> what a payload becomes
 */
final class CommandTopic<T> implements CommandListener {
  private static final int MAX_SHOWN = 40;

  /** How a thing tells what it is. */
  interface Answers {
    /** Publishes its state: also who has asked for what cannot be sees what is. */
    void publish();

    /** Tells the sender of a command what came of it. */
    void answer(CommandMessage message, Kind kind, String reason);
  }

  /**
   * What payloads mean.
   *
   * @param read empty where a payload means nothing
   * @param refusal what such a payload is, such as {@code not a mode; the modes are heat and off}
   */
  record Format<T>(Function<String, Optional<T>> read, String refusal) {}

  private final String name;
  private final TopicName topic;
  private final RetainedGate gate;
  private final Format<T> format;
  private final Predicate<CommandMessage> isOwn;
  private final Clock clock;
  private final Answers answers;
  private final BiConsumer<T, CommandMessage> taken;

  /**
   * A topic.
   *
   * @param name of the thing
   * @param isOwn whether a message is the broker's copy of our own; asked once for each
   * @param taken gets what was read
   */
  CommandTopic(
      String name,
      TopicName topic,
      RetainedGate gate,
      Format<T> format,
      Predicate<CommandMessage> isOwn,
      Clock clock,
      Answers answers,
      BiConsumer<T, CommandMessage> taken) {
    this.name = name;
    this.topic = topic;
    this.gate = gate;
    this.format = format;
    this.isOwn = isOwn;
    this.clock = clock;
    this.answers = answers;
    this.taken = taken;
  }

  TopicName topic() {
    return topic;
  }

  @Override
  public void received(CommandMessage message) {
    if (!gate.admits(topic, message)) {
      answers.answer(message, Kind.REJECTED, RetainedGate.REASON);
    } else if (message.payload().isEmpty() || isOwn.test(message)) {
      return; // the removal of a retained one, or no command at all
    } else if (message.isExpired(clock.nanoTime())) {
      answers.answer(message, Kind.EXPIRED, CommandResult.TOO_LATE);
    } else {
      format
          .read()
          .apply(message.payload())
          .ifPresentOrElse(command -> taken.accept(command, message), () -> refuse(message));
    }
  }

  private void refuse(CommandMessage message) {
    String payload = message.payload();
    String shown = payload.length() > MAX_SHOWN ? payload.substring(0, MAX_SHOWN) + "..." : payload;
    String reason = "'" + shown + "' is " + format.refusal();
    Logger.warn("{}: {}", name, reason);
    answers.publish();
    answers.answer(message, Kind.REJECTED, reason);
  }
}
