package hearth.broker.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.session.Journal;
import hearth.io.file.AppendLog;
import hearth.io.file.PageFiles;
import hearth.io.file.SimulatedDisk;
import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.SipHash;
import hearth.protocol.topic.TopicName;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who hears what of which position. The disk's thread is the test. */
class JournalListenerTest {
  private static final Will WILL =
      new Will(TopicName.of("w"), new byte[0], QoS.AT_LEAST_ONCE, false, Properties.NONE);

  private final List<Throwable> crashes = new ArrayList<>();
  private final ManualLoop loop = new ManualLoop(new ManualClock(), crashes::add);
  private final SimulatedDisk disk = new SimulatedDisk(new Random(3));
  private final ArrayDeque<Runnable> journalThread = new ArrayDeque<>();
  private final List<String> heard = new ArrayList<>();
  private final Journal.Listener listener =
      (upTo, stored) -> heard.add(upTo + (stored ? " stored" : " lost"));
  private StoreJournal journal;

  @BeforeEach
  void open() throws IOException {
    JournalReplay state = new JournalReplay(loop.clock(), disk, 1 << 20, new SipHash(1, 2));
    AppendLog log =
        AppendLog.open(
            disk,
            loop,
            journalThread::add,
            new Random(7)::nextLong,
            AppendLog.Settings.DEFAULT,
            state);
    PageFiles files = new PageFiles(disk, loop, journalThread::add, 0);
    journal = new StoreJournal(loop, log, files, state, DurabilityRules.ALWAYS, 1, 1 << 20);
  }

  private long record() {
    return journal.willChanged("client", null, WILL);
  }

  private long await(Journal.Listener listener) {
    long position = record();
    journal.whenDurable(position, listener);
    return position;
  }

  /** The disk forces what was there at the end of the turn before. */
  private void force() {
    journalThread.poll().run();
    loop.runReady();
  }

  @Test
  void oneThatWaitsForManyHearsOnceOfAForce() {
    await(listener);
    await(listener);
    loop.runReady();
    assertEquals(List.of(), heard);
    force();
    assertEquals(List.of("2 stored"), heard);
  }

  @Test
  void itHearsOfEachForceByItself() {
    await(listener);
    loop.runReady();
    await(listener);
    force();
    assertEquals(List.of("1 stored"), heard);
    disk.failBetween(disk.calls() + 1, Integer.MAX_VALUE);
    force();
    assertEquals(List.of("1 stored", "2 lost"), heard);
  }

  @Test
  void whatIsLostIsNotSaidToBeStoredLater() {
    disk.failBetween(disk.calls() + 1, Integer.MAX_VALUE);
    long lost = record();
    loop.runReady();
    force();
    journal.whenDurable(lost, listener);
    assertEquals(List.of("1 lost"), heard);
  }

  @Test
  void oneThatGoesWrongKeepsNobodyFromHearing() {
    await(
        (upTo, stored) -> {
          throw new IllegalStateException("of the test");
        });
    await(listener);
    loop.runReady();
    force();
    assertEquals(List.of("2 stored"), heard);
    assertTrue(crashes.get(0).getMessage().contains("of the test"));
  }
}
