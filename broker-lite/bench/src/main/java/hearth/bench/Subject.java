package hearth.bench;

/**
 * The broker that is measured, and how long.
 *
 * @param port on 127.0.0.1, open to everybody
 * @param warmUpSeconds before a load is measured, so that a JVM has compiled what it needs
 */
record Subject(
    String name, int port, ObservedProcess process, double warmUpSeconds, double seconds) {}
