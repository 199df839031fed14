package hearth.runtime.thing;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A command on its way to the pin and back.
 *
 * @param brightness that it is to have, where the command says so
 * @param offDue when it goes off again, of the loop's clock, in nanoseconds; empty where it stays
 */
record OutputCommand(
    SwitchCommand command, OptionalInt brightness, OptionalLong offDue, CommandMessage message) {

  static OutputCommand of(SwitchCommand command, CommandMessage message) {
    return new OutputCommand(command, OptionalInt.empty(), OptionalLong.empty(), message);
  }

  /** On, and so bright. */
  static OutputCommand bright(int brightness, CommandMessage message) {
    return new OutputCommand(
        SwitchCommand.ON, OptionalInt.of(brightness), OptionalLong.empty(), message);
  }
}
