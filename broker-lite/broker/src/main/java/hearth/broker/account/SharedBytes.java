package hearth.broker.account;

/**
 * Bytes that many may hold and that are there once: a message in a hundred queues. Each owner's
 * account has them in full, that of the whole broker once.
 */
public abstract class SharedBytes {
  /** How many times accounts hold it. */
  private int holders;

  /** How many bytes; always the same. */
  public abstract int memory();

  /** Whether an account holds it. */
  public final boolean isHeld() {
    return holders > 0;
  }

  /** Returns whether somebody held it before. */
  final boolean hold() {
    return holders++ > 0;
  }

  /** Returns whether somebody still holds it. */
  final boolean letGo() {
    return --holders > 0;
  }
}
