package hearth.broker.journal;

import hearth.broker.BrokerSettings;
import hearth.broker.Scenario;
import hearth.broker.TestSettings;
import hearth.broker.session.Authority;
import hearth.broker.session.Journal;
import hearth.io.file.AppendLog;
import hearth.io.file.PageFiles;
import hearth.io.file.SimulatedDisk;
import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import hearth.protocol.topic.SipHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Random;

/** A broker on a simulated disk, whose journal thread is the test: it works, or waits. */
public final class StoredScenario {
  public static final long FLUSH_NANOS = 60_000_000_000L;

  private final ArrayDeque<Runnable> journalThread = new ArrayDeque<>();
  private boolean diskWaits;
  public final SimulatedDisk disk;
  public final Scenario scenario;
  public final JournalReplay state;
  public StoreJournal journal;
  private AppendLog log;
  private final BrokerSettings settings;
  private final long queueMemory;

  public StoredScenario(SimulatedDisk disk, ManualClock clock) {
    this(disk, clock, DurabilityRules.ALWAYS);
  }

  public StoredScenario(SimulatedDisk disk, ManualClock clock, DurabilityRules rules) {
    this(disk, clock, rules, TestSettings.ROOMY);
  }

  public StoredScenario(
      SimulatedDisk disk, ManualClock clock, DurabilityRules rules, BrokerSettings settings) {
    this(disk, clock, rules, settings, 16L << 20, Authority.ALL);
  }

  /**
   * @param queueMemory how many bytes of all queues stay in memory
   */
  public StoredScenario(
      SimulatedDisk disk,
      ManualClock clock,
      DurabilityRules rules,
      BrokerSettings settings,
      long queueMemory) {
    this(disk, clock, rules, settings, queueMemory, Authority.ALL);
  }

  private StoredScenario(
      SimulatedDisk disk,
      ManualClock clock,
      DurabilityRules rules,
      BrokerSettings settings,
      long queueMemory,
      Authority authority) {
    this(disk, clock, new ManualLoop(clock), rules, settings, queueMemory, authority);
  }

  /** On a loop that other brokers live on, too; whoever made it does their disks' work. */
  public StoredScenario(
      SimulatedDisk disk,
      ManualClock clock,
      ManualLoop loop,
      BrokerSettings settings,
      long queueMemory) {
    this(disk, clock, loop, DurabilityRules.ALWAYS, settings, queueMemory, Authority.ALL);
  }

  private StoredScenario(
      SimulatedDisk disk,
      ManualClock clock,
      ManualLoop loop,
      DurabilityRules rules,
      BrokerSettings settings,
      long queueMemory,
      Authority authority) {
    this.disk = disk;
    this.settings = settings;
    this.queueMemory = queueMemory;
    state = new JournalReplay(clock, disk, queueMemory, new SipHash(1, 2));
    scenario = new Scenario(settings, clock, loop, each -> open(each, rules));
    long liveBytes = (long) (log.sizeBytes() * state.liveShare());
    scenario.broker.restore(state, authority);
    scenario.broker.compact(journal, log, liveBytes);
    scenario.meanwhile(this::work);
    scenario.settle();
  }

  private Journal open(ManualLoop loop, DurabilityRules rules) {
    try {
      log =
          AppendLog.open(
              disk,
              loop,
              journalThread::add,
              new Random(7)::nextLong,
              AppendLog.Settings.DEFAULT,
              state);
      PageFiles files = state.openPages(disk, loop, journalThread::add);
      journal = new StoreJournal(loop, log, files, state, rules, FLUSH_NANOS, queueMemory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return journal;
  }

  /** One step of the disk; false where there is none to do. */
  public boolean work() {
    if (diskWaits || journalThread.isEmpty()) {
      return false;
    }
    journalThread.poll().run();
    if (disk.isPowerCut()) {
      throw new SimulatedDisk.PowerCutException(); // with the disk, all the machine is gone
    }
    return true;
  }

  /** From now on nothing reaches the disk, until it does again. */
  public void diskWaits(boolean waits) {
    diskWaits = waits;
    scenario.settle();
  }

  /** The process is dead: nothing of it reaches the disk any more. */
  public void diskWaitsForEver() {
    diskWaits = true;
    journalThread.clear();
  }

  /**
   * The process is killed: what was written is there, what was forced is there after a power cut.
   */
  public StoredScenario restarted() {
    return restarted(queueMemory);
  }

  /** The same, with so much memory for queues from now on. */
  public StoredScenario restarted(long queueMemory) {
    return restarted(queueMemory, Authority.ALL);
  }

  /** The same, after users or rules were changed. */
  public StoredScenario restarted(Authority authority) {
    return restarted(queueMemory, authority);
  }

  private StoredScenario restarted(long queueMemory, Authority authority) {
    disk.restart();
    return new StoredScenario(
        disk,
        new ManualClock(scenario.clock.wallTime()),
        DurabilityRules.ALWAYS,
        settings,
        queueMemory,
        authority);
  }

  /** The broker stops in order. */
  public StoredScenario stoppedAndStarted() {
    scenario.broker.shutDown();
    scenario.settle();
    journal.close(failure -> {});
    scenario.settle();
    return restarted();
  }
}
