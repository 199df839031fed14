package hearth.client;

import hearth.io.loop.Clock;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * Gives a message that has to wait for a server the time when it was published, as User Properties
 * of 5.0: for {@link MqttClientBuilder#whenOffline}. A server of 3.1.1 gets neither.
 *
 * @param clock whose wall clock is written down, in UTC as ISO 8601 has it
 * @param isClockSet whether it can be believed: a Raspberry Pi without a network cannot know
 */
public record OfflineTime(Clock clock, BooleanSupplier isClockSet)
    implements UnaryOperator<Message> {
  /** The name of the time. */
  public static final String TIME = "time";

  /** The name of the mark, which is there only with {@link #UNSYNCHRONISED}. */
  public static final String CLOCK = "clock";

  /** The value of the mark: no time server had set the clock. */
  public static final String UNSYNCHRONISED = "unsynchronised";

  @Override
  public Message apply(Message message) {
    Message timed = message.withUserProperty(TIME, clock.wallTime().toString());
    return isClockSet.getAsBoolean() ? timed : timed.withUserProperty(CLOCK, UNSYNCHRONISED);
  }
}
