package hearth.runtime.thing;

/**
 * Who or what has switched an output, in a word or two that people and the page read: a kind, and
 * after a colon a name. Of who has sent a command the broker says more, where it is of this
 * process.
 */
final class Cause {
  /** A command of whom nobody has said who sent it. */
  static final String COMMAND = "command";

  /** It was on for as long as it may be. */
  static final String MAX_ON = "max_on";

  /** Another of its group went on. */
  static final String INTERLOCK = "interlock";

  /** A rule wanted it on for a time, which is over. */
  static final String TIMER = "timer";

  /** The broker has been away for long. */
  static final String LOST_BROKER = "lost_broker";

  /** The program has started, and it is to be so then. */
  static final String START = "start";

  /** The program has started, and it was so before. */
  static final String RESTORED = "restored";

  private Cause() {}

  /** A rule of a button or another input. */
  static String input(boolean isButton, String label) {
    return (isButton ? "button: " : "sensor: ") + label;
  }

  static String thermostat(String label) {
    return "thermostat: " + label;
  }
}
