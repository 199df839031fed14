package hearth.io.file;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random histories on a disk whose power is cut at every step. {@code -Dhearth.histories=100000}
 * runs more of them, {@code -Dhearth.seed=N} the one of a failure.
 */
class AppendLogSimulationTest {
  private static final AppendLog.Settings SMALL = new AppendLog.Settings(400, 256, 1_000_000_000L);

  private static final int HISTORIES = Integer.getInteger("hearth.histories", 100);

  @Test
  void whateverHappensNothingPromisedIsLost() throws IOException {
    Long only = Long.getLong("hearth.seed");
    if (only != null) {
      cutAtEveryStep(only);
      return;
    }
    for (long seed = 1; seed <= HISTORIES; seed++) {
      cutAtEveryStep(seed);
    }
  }

  private void cutAtEveryStep(long seed) throws IOException {
    int call = Integer.MAX_VALUE;
    try {
      int calls = run(seed, Integer.MAX_VALUE);
      for (call = 1; call <= calls; call++) {
        run(seed, call);
      }
    } catch (AssertionError | RuntimeException e) {
      String where = "seed " + seed + ", power cut at call " + call;
      throw new AssertionError(where + ": " + e + "; replay with -Dhearth.seed=" + seed, e);
    }
  }

  /** One history, cut at that call; returns how many calls there were. */
  private int run(long seed, int cutAt) throws IOException {
    Random random = new Random(seed);
    SimulatedDisk disk = new SimulatedDisk(new Random(seed * 31 + cutAt));
    JournalModel model = new JournalModel();
    disk.cutPowerAt(cutAt);
    try {
      model.open(disk, SMALL, random);
      live(model, disk, random);
      recover(model, disk);
    } catch (SimulatedDisk.PowerCutException e) {
      // In opening.
    }
    int calls = disk.calls();
    boolean cut = disk.isPowerCut();
    for (Throwable failure : model.failures) {
      assertInstanceOf(SimulatedDisk.PowerCutException.class, failure);
    }
    heal(disk);
    disk.cutPowerAt(Integer.MAX_VALUE);
    // Killed, the process leaves to the kernel what it has written; cut off, it does not.
    if (cut && random.nextInt(3) > 0) {
      disk.restart();
    }
    for (int life = 0; life < 3; life++) {
      model.loop.runReady();
      reopen(model, disk, random);
      model.check();
      if (random.nextBoolean()) {
        model.change(JournalModel.PUT, key(random), Durability.FORCED);
        model.settle();
      }
      disk.restart();
    }
    return calls;
  }

  private static void heal(SimulatedDisk disk) {
    disk.failBetween(Integer.MAX_VALUE, Integer.MAX_VALUE);
    disk.setCapacity(Long.MAX_VALUE);
  }

  /** Whatever went wrong: a second after the disk works again the log does too. */
  private static void recover(JournalModel model, SimulatedDisk disk) {
    heal(disk);
    model.loop.advance(Duration.ofSeconds(1));
    model.change(JournalModel.PUT, 0, Durability.FORCED);
    model.settle();
    if (disk.isPowerCut()) {
      return;
    }
    assertTrue(model.isPromised(model.changes), "the log did not recover");
  }

  /** A cut while opening must do no harm either. */
  private void reopen(JournalModel model, SimulatedDisk disk, Random random) throws IOException {
    model.journal.clear();
    if (random.nextInt(4) == 0) {
      disk.cutPowerAt(disk.calls() + 1 + random.nextInt(3));
      try {
        model.open(disk, SMALL, random);
      } catch (SimulatedDisk.PowerCutException e) {
        // As intended.
      }
      disk.restart();
    }
    model.open(disk, SMALL, random);
  }

  private void live(JournalModel model, SimulatedDisk disk, Random random) {
    Durability favourite = durability(random);
    int rewriteNext = JournalModel.KEYS;
    for (int step = 0; step < 80 && !disk.isPowerCut(); step++) {
      switch (random.nextInt(10)) {
        case 0 -> model.change(JournalModel.DELETE, key(random), durability(random));
        case 1 -> {
          if (!model.log.isCompacting()) {
            model.log.beginCompaction();
            rewriteNext = 0;
          }
        }
        case 2 -> misbehave(disk, random);
        case 3 -> model.loop.advance(Duration.ofMillis(random.nextInt(1_500)));
        case 4, 5 -> model.settle();
        default ->
            model.change(
                JournalModel.PUT,
                key(random),
                random.nextInt(4) == 0 ? durability(random) : favourite);
      }
      if (model.log.isCompacting() && random.nextBoolean()) {
        if (rewriteNext < JournalModel.KEYS) {
          model.rewrite(rewriteNext++);
        } else if (rewriteNext++ == JournalModel.KEYS) {
          model.log.endCompaction(failure -> {});
        }
      }
    }
    model.settle();
  }

  private static void misbehave(SimulatedDisk disk, Random random) {
    if (random.nextInt(4) < 2) {
      int from = disk.calls() + random.nextInt(10);
      disk.failBetween(from, from + 1 + random.nextInt(8));
    } else if (random.nextInt(3) == 0) {
      disk.setCapacity(1_000 + random.nextInt(4_000));
    } else {
      disk.setCapacity(Long.MAX_VALUE);
    }
  }

  private static int key(Random random) {
    return random.nextInt(JournalModel.KEYS);
  }

  private static Durability durability(Random random) {
    Durability[] all = Durability.values();
    return all[random.nextInt(all.length)];
  }
}
