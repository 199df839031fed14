package hearth.runtime.thing;

/** A sensor, light, switch or button at work. Every method is called on the loop's thread. */
public interface Thing {
  /** Its name in the configuration. */
  String name();

  /** Opens its part and begins; called once. */
  void start();

  /** Publishes all that is known now: after every connect, once commands come in. */
  void announce();

  /**
   * Ends: no measurement and no command any more, its pin at the shutdown level and given back.
   *
   * @param stopped called on the loop's thread when that has happened
   */
  void stop(Runnable stopped);
}
