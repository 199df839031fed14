package hearth.broker.account;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The memory that is held for one owner, by kind. What is charged to an account is charged to those
 * above it, too; the sum of all is that of the whole broker. On the loop's thread; charging
 * allocates nothing.
 *
 * <pre>
 *   the broker ─┬─ strangers ── an address ── a connection that is not let in yet
 *               ├─ a user ─┬─ a session
 *               │          ├─ a connection
 *               │          └─ its retained messages
 *               ├─ all without a name ── an address ── as a user
 *               └─ retained messages of nobody that is known
 * </pre>
 */
public final class Account {
  private static final Kind[] KINDS = Kind.values();
  private static final int BUDGETS = Budget.values().length;

  /** The budget of each kind, by their numbers. */
  private static final int[] BUDGET_OF =
      Arrays.stream(KINDS).mapToInt(kind -> kind.budget().ordinal()).toArray();

  private static final long[] NOTHING = {};

  private final String name;
  private final Limits limits;
  private final Account whole;
  private Account parent;

  /** Those it stands among by its name while it has children; null where it stays. */
  private final Map<String, Account> siblings;

  private int children;

  /** By kind, as far as it uses them. */
  private long[] held = NOTHING;

  /** By budget, where there is a limit that is asked for at each message; else null. */
  private final long[] heldForBudget;

  /** Of the whole: how much of it is counted again because several hold it. */
  private long again;

  /** The same, of what is counted for one budget alone; null for all but the whole. */
  private final long[] againOfBudget;

  /** That of the whole broker. */
  public static Account whole(Limits limits) {
    return new Account("all clients together", limits, null, null);
  }

  private Account(String name, Limits limits, Account parent, Map<String, Account> siblings) {
    this.name = name;
    this.limits = limits;
    this.parent = parent;
    this.siblings = siblings;
    this.whole = parent == null ? this : parent.whole;
    this.againOfBudget = parent == null ? new long[BUDGETS] : null;
    this.heldForBudget = limits == Limits.NONE ? null : new long[BUDGETS];
  }

  /** One below this one; {@link #close} ends it. */
  public Account open(String name) {
    children++;
    return new Account(name, Limits.NONE, this, null);
  }

  /** One that stays, with limits of its own. */
  public Account open(String name, Limits limits) {
    children++;
    return new Account(name, limits, this, null);
  }

  /**
   * Finds the one of a name below this one, or makes it; it goes with the last that is opened below
   * it.
   *
   * @param siblings those there are
   */
  Account find(String name, Limits limits, Map<String, Account> siblings) {
    Account found = siblings.get(name);
    if (found == null) {
      children++;
      found = new Account(name, limits, this, siblings);
      siblings.put(name, found);
    }
    return found;
  }

  /** One that holds nothing, that nobody finds and that need not be closed. */
  Account empty(String name, Limits limits) {
    return new Account(name, limits, this, null);
  }

  // ---- what is held

  /** Something of so many bytes is held from now on. */
  public void charge(Kind kind, long amount) {
    for (Account each = this; each != null; each = each.parent) {
      each.add(kind.ordinal(), amount);
    }
  }

  /** It is let go. */
  public void release(Kind kind, long amount) {
    charge(kind, -amount);
  }

  private void addWithinBudget(int kind, long amount) {
    if (kind >= held.length) {
      held = Arrays.copyOf(held, kind + 1);
    }
    held[kind] += amount;
  }

  private void add(int kind, long amount) {
    addWithinBudget(kind, amount);
    if (heldForBudget != null) {
      heldForBudget[BUDGET_OF[kind]] += amount;
    }
  }

  /** All that is held of a kind is so much now. */
  public void set(Kind kind, long amount) {
    long before = held(kind);
    if (amount != before) {
      charge(kind, amount - before);
    }
  }

  /** What was held as one kind is held as another of the same budget, shared or not. */
  public void turn(Kind from, Kind to, long amount) {
    assert from.budget() == to.budget() : from + " and " + to + " have limits of their own";
    for (Account each = this; each != null; each = each.parent) {
      each.addWithinBudget(from.ordinal(), -amount);
      each.addWithinBudget(to.ordinal(), amount);
    }
  }

  /**
   * Something that others may hold, too, is held.
   *
   * @param head bytes of the owner's own that go with it
   */
  public void hold(Kind kind, long head, SharedBytes shared) {
    int memory = shared.memory();
    charge(kind, head + memory);
    if (shared.isHeld()) {
      whole.countAgain(kind.budget(), shared, memory);
    }
    shared.hold(kind.budget());
  }

  /** It is let go, with its head. */
  public void letGo(Kind kind, long head, SharedBytes shared) {
    int memory = shared.memory();
    charge(kind, -head - memory);
    shared.letGo(kind.budget());
    if (shared.isHeld()) {
      whole.countAgain(kind.budget(), shared, -memory);
    }
  }

  /** It is held by another, too, perhaps for the same budget. */
  private void countAgain(Budget budget, SharedBytes shared, long amount) {
    again += amount;
    if (shared.isHeldFor(budget)) {
      againOfBudget[budget.ordinal()] += amount;
    }
  }

  /** Bytes; those of the whole broker with what is shared once, those of others in full. */
  public long bytes() {
    long sum = 0;
    for (int kind = 0; kind < held.length; kind++) {
      sum += KINDS[kind].isMemory() ? held[kind] : 0;
    }
    return sum - again;
  }

  /** Bytes of a kind, in full for each who holds them. */
  public long held(Kind kind) {
    return kind.ordinal() < held.length ? held[kind.ordinal()] : 0;
  }

  /** Bytes of a budget; those of the whole broker with what is shared once, as {@link #bytes}. */
  public long held(Budget budget) {
    int number = budget.ordinal();
    long sum = heldForBudget == null ? sum(number) : heldForBudget[number];
    return againOfBudget == null ? sum : sum - againOfBudget[number];
  }

  private long sum(int budget) {
    long sum = 0;
    for (int kind = 0; kind < held.length; kind++) {
      sum += BUDGET_OF[kind] == budget ? held[kind] : 0;
    }
    return sum;
  }

  // ---- limits

  public Limits limits() {
    return limits;
  }

  /** Whether so much more fits, here and above. */
  public boolean hasRoom(Kind kind, long amount) {
    return fullFor(kind, amount) == null;
  }

  /** Whether so much more is within the limits of this account, whatever those above it say. */
  public boolean hasItselfRoom(Kind kind, long amount) {
    return held(kind.budget()) + amount <= limits.of(kind.budget());
  }

  /** The account that has no room for so much more: this or one above it; null for none. */
  public Account fullFor(Kind kind, long amount) {
    Budget budget = kind.budget();
    for (Account each = this; each != null; each = each.parent) {
      if (each.limits != Limits.NONE && each.held(budget) + amount > each.limits.of(budget)) {
        return each;
      }
    }
    return null;
  }

  /** Why so much more is not taken, with the setting; null where there is room. */
  public String whyNot(Kind kind, long amount) {
    Account full = fullFor(kind, amount);
    if (full == null) {
      return null;
    }
    Budget budget = kind.budget();
    return full.name
        + " may hold "
        + inKilobytes(full.limits.of(budget))
        + " and holds "
        + inKilobytes(full.held(budget))
        + " ("
        + budget.setting()
        + ")";
  }

  private static String inKilobytes(long bytes) {
    return (bytes >> 10) + " KB";
  }

  // ---- owners

  /** It belongs to another owner from now on, with all that it holds. */
  public void moveTo(Account owner) {
    if (owner == parent) {
      return;
    }
    for (int kind = 0; kind < held.length; kind++) {
      parent.release(KINDS[kind], held[kind]);
      owner.charge(KINDS[kind], held[kind]);
    }
    Account old = parent;
    parent = owner;
    owner.children++;
    old.childGone();
  }

  private void childGone() {
    children--;
    if (children == 0 && siblings != null) {
      siblings.remove(name);
      parent.childGone();
    }
  }

  /** Nobody asks for it any more. What is still held was forgotten to be let go, and is now. */
  public void close() {
    assert holdsNothing() : name + " is closed and still holds " + this;
    for (int kind = 0; kind < held.length; kind++) {
      release(KINDS[kind], held[kind]);
    }
    parent.childGone();
  }

  /** Its owner is gone, and with it all that it held. */
  public void drop() {
    for (int kind = 0; kind < held.length; kind++) {
      release(KINDS[kind], held[kind]);
    }
    close();
  }

  private boolean holdsNothing() {
    return Arrays.stream(held).allMatch(amount -> amount == 0);
  }

  public String name() {
    return name;
  }

  /** Whether what it holds counts there, too. */
  public boolean isWithin(Account other) {
    Account each = this;
    while (each != null && each != other) {
      each = each.parent;
    }
    return each != null;
  }

  /** Whose it is: the account above it; null for that of the whole broker. */
  public Account owner() {
    return parent;
  }

  /** What it holds, by kind. */
  public Map<Kind, Long> byKind() {
    Map<Kind, Long> all = new HashMap<>();
    for (Kind kind : KINDS) {
      if (held(kind) != 0) {
        all.put(kind, held(kind));
      }
    }
    return all;
  }

  @Override
  public String toString() {
    return byKind().toString();
  }
}
