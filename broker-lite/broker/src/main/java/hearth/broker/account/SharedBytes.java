package hearth.broker.account;

/**
 * Bytes that many may hold and that are there once: a message in a hundred queues. Each owner's
 * account has them in full, that of the whole broker once.
 */
public abstract class SharedBytes {
  private static final int COUNT = (1 << Budget.HOLDERS_BITS) - 1;

  /** How many times accounts hold it, by budget: 16 bits for each whose bytes may be shared. */
  private long holders;

  /** How many bytes; always the same. */
  public abstract int memory();

  /** Whether an account holds it. */
  public final boolean isHeld() {
    return holders != 0;
  }

  /** Whether an account holds it for something of a budget. */
  final boolean isHeldFor(Budget budget) {
    return (holders >>> budget.shift() & COUNT) > 0;
  }

  final void hold(Budget budget) {
    holders += 1L << budget.shift();
  }

  final void letGo(Budget budget) {
    holders -= 1L << budget.shift();
  }
}
