package hearth.runtime.thing;

import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A message on the command topic of a thing.
 *
 * @param retained whether the broker had kept it from before we subscribed
 * @param expiresAt when nobody wants it any more, of the loop's clock, in nanoseconds; empty where
 *     it holds for ever
 * @param by who has sent it, for people; null where nobody says
 * @param sender hears once what came of it, on the loop's thread
 */
public record CommandMessage(
    String payload,
    boolean retained,
    OptionalLong expiresAt,
    String by,
    Consumer<CommandResult> sender) {

  public CommandMessage {
    by = by == null ? Cause.COMMAND : by;
  }

  /** One that does not expire, of a sender who wants no answer but the state. */
  public static CommandMessage of(String payload, boolean retained) {
    return new CommandMessage(payload, retained, OptionalLong.empty(), null, result -> {});
  }

  /**
   * What the house itself wants, which nobody waits to hear about.
   *
   * @param by what of it, see {@link Cause}
   */
  static CommandMessage own(String by) {
    return new CommandMessage("", false, OptionalLong.empty(), by, result -> {});
  }

  /** Whether it came too late; from any thread. */
  boolean isExpired(long now) {
    return expiresAt.isPresent() && now - expiresAt.getAsLong() > 0;
  }
}
