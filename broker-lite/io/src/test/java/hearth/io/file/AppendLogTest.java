package hearth.io.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendLogTest {
  private static final String FIRST = "journal-0000000000000001.log";
  private static final String SECOND = "journal-0000000000000002.log";
  private static final long SALT = 0x5EED;

  private final ManualLoop loop = new ManualLoop();
  private final ArrayDeque<Runnable> journal = new ArrayDeque<>();
  private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
  private final List<String> heard = new ArrayList<>();

  /** What opening a log found, as text. */
  private static final class Found implements RecoveryListener {
    final List<String> records = new ArrayList<>();
    final List<String> damages = new ArrayList<>();
    final List<String> torn = new ArrayList<>();

    @Override
    public void record(int type, ByteBuffer payload) {
      records.add(type + ":" + UTF_8.decode(payload));
    }

    @Override
    public void damaged(
        String segment, long offset, int type, long length, ByteBuffer payload, String setAside) {
      damages.add(segment + "@" + offset + "+" + length + " type " + type + " in " + setAside);
    }

    @Override
    public void tornTail(String segment, long offset, long length) {
      torn.add(segment + "@" + offset + "+" + length);
    }
  }

  private AppendLog open(Disk on, RecoveryListener listener) throws IOException {
    return open(on, AppendLog.Settings.DEFAULT, listener);
  }

  private AppendLog open(Disk on, AppendLog.Settings settings, RecoveryListener listener)
      throws IOException {
    return AppendLog.open(on, loop, journal::add, () -> SALT, settings, listener);
  }

  /** The journal's thread takes nothing while the flag is up. */
  private AppendLog openWithThread(boolean[] refuses) throws IOException {
    return AppendLog.open(
        disk,
        loop,
        task -> {
          if (refuses[0]) {
            throw new RejectedExecutionException("there is no thread");
          }
          journal.add(task);
        },
        () -> SALT,
        AppendLog.Settings.DEFAULT,
        new Found());
  }

  private Found read(Disk from) throws IOException {
    Found found = new Found();
    open(from, found);
    return found;
  }

  private AppendLog.Completion onCompletion(String what) {
    return failure -> heard.add(failure == null ? what : what + " failed");
  }

  private void append(AppendLog log, String text, Durability durability) {
    log.append(7, text.getBytes(UTF_8), durability, onCompletion(text));
  }

  private void settle() {
    loop.runReady();
    for (Runnable task; (task = journal.poll()) != null; ) {
      task.run();
    }
    loop.runReady();
  }

  /** As the end of a program does: it closes the log, and then the thread, in one go. */
  @Test
  void whatIsThereAtTheCloseIsTakenBeforeTheThreadEnds() throws IOException {
    boolean[] ended = {false};
    AppendLog log = openWithThread(ended);
    append(log, "one", Durability.INTERVAL);
    settle();
    append(log, "two", Durability.INTERVAL);
    log.close(onCompletion("closed"));
    ended[0] = true;
    settle();

    assertEquals(List.of("7:one", "7:two"), read(disk).records);
    assertEquals("closed", heard.get(heard.size() - 1));
  }

  @Test
  void withoutAThreadItWaitsForOne() throws IOException {
    boolean[] refused = {true};
    AppendLog log = openWithThread(refused);
    append(log, "one", Durability.FORCED);
    append(log, "two", Durability.FORCED);
    loop.advance(Duration.ofSeconds(1));
    settle();
    assertEquals(List.of(), heard);

    refused[0] = false;
    loop.advance(Duration.ofNanos(AppendLog.THREAD_RETRY_NANOS));
    settle();

    assertEquals(List.of("one", "two"), heard);
    assertEquals(List.of("7:one", "7:two"), read(disk).records);
  }

  @Test
  void allTurnsDuringAForceAreInTheNext() throws IOException {
    AppendLog log = open(disk, new Found());
    append(log, "first", Durability.FORCED);
    List<String> written = new ArrayList<>(List.of("7:first"));
    for (int turn = 1; turn <= 20; turn++) {
      loop.runReady();
      for (int size = 1; size < 60_000; size *= 3) {
        String text = turn + "x".repeat(size);
        append(log, text, Durability.FORCED);
        written.add("7:" + text);
      }
    }
    settle();

    assertEquals(written.size(), heard.size());
    assertEquals(written, read(disk).records);
  }

  /** Three records, closed in order. */
  private byte[] threeRecords() throws IOException {
    SimulatedDisk source = new SimulatedDisk(new Random(1));
    AppendLog log = open(source, new Found());
    for (String text : List.of("one", "number two", "3")) {
      log.append(text.length(), text.getBytes(UTF_8), Durability.FORCED, null);
    }
    log.close(failure -> assertNull(failure));
    settle();
    return source.content(FIRST);
  }

  private static final List<String> THREE = List.of("3:one", "10:number two", "1:3");

  @Test
  void recordsAreFoundAgain() throws IOException {
    disk.put(FIRST, threeRecords());
    Found found = read(disk);

    assertEquals(THREE, found.records);
    assertEquals(List.of(), found.damages);
    assertEquals(List.of(), found.torn);
  }

  @Test
  void theBytesAreThoseOfVersionOne() throws IOException {
    byte[] bytes = threeRecords();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    assertEquals("HEARTHLG", new String(bytes, 0, 8, UTF_8));
    assertEquals(1, in.getInt(8));
    assertEquals(SALT, in.getLong(12));
    assertTrue(Arrays.equals(bytes, 0, 24, bytes, 24, 48), "the header stands there twice");
    assertEquals(3, in.getInt(48));
    assertEquals(3, bytes[52]);
    assertEquals("one", new String(bytes, 60, 3, UTF_8));
    assertEquals(48 + 3 * 12 + 3 + 10 + 1, bytes.length);
  }

  @Test
  void aLogCutAtEveryByteServesWhatIsWhole() throws IOException {
    byte[] whole = threeRecords();
    int[] ends = {48, 63, 85, 98};
    for (int length = 0; length <= whole.length; length++) {
      SimulatedDisk cut = new SimulatedDisk(new Random(1));
      cut.put(FIRST, Arrays.copyOf(whole, length));
      Found found = read(cut);
      int records = 0;
      while (records < 3 && ends[records + 1] <= length) {
        records++;
      }
      assertEquals(THREE.subList(0, records), found.records, "cut at " + length);
      assertEquals(List.of(), found.damages, "cut at " + length);
      // The first header is enough, and zeros are what was never written.
      boolean torn = (length > 0 && length < 24) || hasNonZero(whole, ends[records], length);
      assertEquals(torn ? 1 : 0, found.torn.size(), "cut at " + length);
      Found again = read(cut);
      assertEquals(found.records, again.records);
      assertEquals(List.of(), again.torn, "cut at " + length + ": the tail was not cut off");
    }
  }

  private static boolean hasNonZero(byte[] bytes, int from, int to) {
    boolean found = false;
    for (int i = from; i < to; i++) {
      found |= bytes[i] != 0;
    }
    return found;
  }

  @Test
  void aLogWithAnyByteFlippedServesWhatIsWholeAndReportsTheRest() throws IOException {
    byte[] whole = threeRecords();
    for (int at = 0; at < whole.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        SimulatedDisk spoilt = new SimulatedDisk(new Random(1));
        byte[] bytes = whole.clone();
        bytes[at] ^= (byte) (1 << bit);
        spoilt.put(FIRST, bytes);
        Found found = read(spoilt);
        int damaged = at < 48 ? -1 : at < 63 ? 0 : at < 85 ? 1 : 2;
        List<String> expected = new ArrayList<>(THREE);
        if (damaged >= 0) {
          expected.remove(damaged);
        }
        assertEquals(expected, found.records, "byte " + at);
        assertEquals(damaged < 0 ? 0 : 1, found.damages.size() + found.torn.size(), "byte " + at);
      }
    }
  }

  @Test
  void damageIsSetAsideUnderItsName() throws IOException {
    byte[] bytes = threeRecords();
    bytes[75] ^= 1; // the payload of the second record
    disk.put(FIRST, bytes);
    Found found = read(disk);

    String aside = "damaged-0000000000000001.log-63";
    assertEquals(List.of(FIRST + "@63+22 type 10 in " + aside), found.damages);
    assertTrue(Arrays.equals(bytes, 63, 85, disk.content(aside), 0, 22));
    assertEquals(found.damages, read(disk).damages);
  }

  @Test
  void damageOfManyRecordsIsOneStretch() throws IOException {
    byte[] bytes = threeRecords();
    Arrays.fill(bytes, 48, 84, (byte) 0xFF);
    disk.put(FIRST, bytes);
    Found found = read(disk);

    assertEquals(List.of("1:3"), found.records);
    assertEquals(1, found.damages.size());
    assertTrue(found.damages.get(0).contains("@48+37 type 0"), found.damages::toString);
  }

  @Test
  void aRecordInsideOfADamagedOneIsNoRecord() throws IOException {
    byte[] inner = threeRecords();
    AppendLog log = open(disk, new Found());
    log.append(9, inner, Durability.FORCED, null);
    append(log, "after", Durability.FORCED);
    settle();
    byte[] bytes = disk.content(FIRST);
    bytes[49] ^= 1; // the length: now the reader looks for the next whole record
    disk.put(FIRST, bytes);

    assertEquals(List.of("7:after"), read(disk).records);
  }

  @Test
  void aSegmentWithoutHeadersIsSetAsideAsAWhole() throws IOException {
    byte[] bytes = threeRecords();
    Arrays.fill(bytes, 0, 48, (byte) 'x');
    disk.put(FIRST, bytes);
    disk.put(SECOND, threeRecords());
    Found found = read(disk);

    assertEquals(THREE, found.records);
    assertEquals(1, found.damages.size());
  }

  @Test
  void aNewerVersionIsRefusedAndLeftUntouched() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(threeRecords());
    for (int header = 0; header < 48; header += 24) {
      bytes.putInt(header + 8, 2);
      CRC32C crc = new CRC32C();
      crc.update(bytes.array(), header, 20);
      bytes.putInt(header + 20, (int) crc.getValue());
    }
    byte[] torn = Arrays.copyOf(threeRecords(), 90);
    disk.put(FIRST, torn);
    disk.put(SECOND, bytes.array());
    Found found = new Found();

    IOException refusal = assertThrows(NewerVersionException.class, () -> open(disk, found));
    assertTrue(refusal.getMessage().contains(SECOND), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("version 2"), refusal.getMessage());
    assertEquals(List.of(), found.records);
    assertTrue(Arrays.equals(torn, disk.content(FIRST)));
    assertEquals(2, disk.list().size());
  }

  @Test
  void whatGathersDuringOneForceGoesIntoTheNext() throws IOException {
    AppendLog log = open(disk, new Found());
    append(log, "a", Durability.FORCED);
    assertEquals(0, journal.size(), "the turn may have more");
    loop.runReady();
    assertEquals(1, journal.size());
    append(log, "b", Durability.FORCED);
    loop.runReady();
    append(log, "c", Durability.FORCED);
    loop.runReady();
    assertEquals(1, journal.size(), "one task, however many records");
    int before = disk.calls();
    settle();

    assertEquals(List.of("a", "b", "c"), heard);
    // create, header, force, force of the directory; then records, zeros, one force
    assertEquals(7, disk.calls() - before);
    before = disk.calls();
    append(log, "d", Durability.FORCED);
    append(log, "e", Durability.FORCED);
    settle();
    assertEquals(2, disk.calls() - before, "one write and one force");
  }

  @Test
  void nothingIsHeardBeforeItIsForced() throws IOException {
    AppendLog log = open(disk, new Found());
    append(log, "a", Durability.FORCED);
    loop.runReady();
    assertEquals(List.of(), heard);
    assertTrue(log.pendingBytes() > 0);
    settle();
    assertEquals(List.of("a"), heard);
    assertEquals(0, log.pendingBytes());
  }

  @Test
  void intervalRecordsAreForcedOncePerIntervalAndIdleWritesNothing() throws IOException {
    AppendLog log = open(disk, new Found());
    append(log, "a", Durability.INTERVAL);
    append(log, "b", Durability.INTERVAL);
    loop.advance(Duration.ofMillis(4_999));
    settle();
    assertEquals(0, disk.calls());
    loop.advance(Duration.ofMillis(1));
    settle();
    assertEquals(List.of("a", "b"), heard);
    disk.restart();
    assertEquals(List.of("7:a", "7:b"), read(disk).records);

    int before = disk.calls();
    loop.advance(Duration.ofHours(1));
    settle();
    assertEquals(before, disk.calls());
    assertTrue(loop.isIdle());
  }

  @Test
  void unforcedRecordsAreWrittenButNotForced() throws IOException {
    AppendLog log = open(disk, new Found());
    append(log, "start", Durability.FORCED);
    settle();
    int before = disk.calls();
    append(log, "a", Durability.UNFORCED);
    loop.advance(Duration.ofSeconds(5));
    settle();

    assertEquals(List.of("start", "a"), heard);
    assertEquals(1, disk.calls() - before, "one write, no force");
  }

  @Test
  void aForcedRecordTakesTheWaitingOnesAlong() throws IOException {
    AppendLog log = open(disk, new Found());
    append(log, "lazy", Durability.UNFORCED);
    append(log, "now", Durability.FORCED);
    settle();
    disk.restart();

    assertEquals(List.of("7:lazy", "7:now"), read(disk).records);
  }

  @Test
  void anythingCanBeForcedLater() throws IOException {
    AppendLog log = open(disk, new Found());
    append(log, "lazy", Durability.UNFORCED);
    log.force(onCompletion("force"));
    settle();
    disk.restart();

    assertEquals(List.of("lazy", "force"), heard);
    assertEquals(List.of("7:lazy"), read(disk).records);
  }

  @Test
  void aSmallCommitChangesOneBlock() throws IOException {
    AppendLog log = open(disk, new Found());
    append(log, "first", Durability.FORCED);
    settle();
    long before = log.bytesWritten();
    for (int i = 0; i < 10; i++) {
      append(log, "reading " + i, Durability.FORCED);
      settle();
    }

    assertEquals(10 * 4096, log.bytesWritten() - before);
  }

  @Test
  void aFullDiskFailsAppendsAndRecoversByItself() throws IOException {
    AppendLog log = open(disk, new Found());
    append(log, "kept", Durability.FORCED);
    settle();
    disk.setCapacity(70);
    append(log, "too much for what is left of it", Durability.FORCED);
    settle();
    assertEquals(List.of("kept", "too much for what is left of it failed"), heard);
    assertNotNull(log.failure());
    assertEquals(48 + 16, disk.content(FIRST).length, "the half-written record is cut off");

    disk.setCapacity(Long.MAX_VALUE);
    append(log, "at once", Durability.FORCED);
    settle();
    loop.advance(Duration.ofSeconds(1));
    append(log, "later", Durability.FORCED);
    settle();
    assertEquals(List.of("at once failed", "later"), heard.subList(2, 4));
    assertNull(log.failure());
    disk.restart();
    assertEquals(List.of("7:kept", "7:later"), read(disk).records);
  }

  @Test
  void aFailingDiskIsTriedOnceASecond() throws IOException {
    AppendLog log = open(disk, new Found());
    disk.failBetween(0, Integer.MAX_VALUE);
    append(log, "a", Durability.FORCED);
    settle();
    int tried = disk.calls();
    for (int i = 0; i < 100; i++) {
      append(log, "b", Durability.FORCED);
      settle();
    }

    assertEquals(tried, disk.calls());
    assertEquals(101, heard.size());
  }

  @Test
  void aFailingCompletionHarmsNoOther() throws IOException {
    List<Throwable> failures = new ArrayList<>();
    ManualLoop listened = new ManualLoop(new ManualClock(), failures::add);
    AppendLog log =
        AppendLog.open(
            disk, listened, Runnable::run, () -> SALT, AppendLog.Settings.DEFAULT, new Found());
    log.append(
        1,
        new byte[0],
        Durability.UNFORCED,
        failure -> {
          throw new IllegalStateException("a bug");
        });
    log.append(1, new byte[0], Durability.FORCED, onCompletion("other"));
    listened.runReady();

    assertEquals(List.of("other"), heard);
    assertEquals(1, failures.size());
  }

  @Test
  void compactionLeavesOnlyWhatIsLive() throws IOException {
    AppendLog.Settings small = new AppendLog.Settings(500, 256, 1_000_000_000L);
    AppendLog log = open(disk, small, new Found());
    for (int i = 0; i < 100; i++) {
      append(log, "version " + i, Durability.FORCED);
      settle();
    }
    assertTrue(disk.list().size() > 4);
    long before = log.sizeBytes();

    log.beginCompaction();
    assertTrue(log.isCompacting());
    append(log, "arrives meanwhile", Durability.FORCED);
    settle();
    append(log, "version 99", Durability.UNFORCED);
    log.endCompaction(onCompletion("compacted"));
    settle();

    assertFalse(log.isCompacting());
    assertTrue(heard.contains("compacted"));
    assertEquals(1, disk.list().size());
    assertTrue(log.sizeBytes() < before / 10);
    disk.restart();
    assertEquals(List.of("7:arrives meanwhile", "7:version 99"), read(disk).records);
  }

  @Test
  void damageThatCannotBeSetAsideStaysWhereItIs() throws IOException {
    byte[] last = threeRecords();
    last[last.length - 1] ^= 1;
    byte[] headless = threeRecords();
    Arrays.fill(headless, 0, 48, (byte) 'x');
    disk.put(FIRST, last);
    disk.put(SECOND, headless);
    disk.failBetween(0, Integer.MAX_VALUE);
    Found found = read(disk);

    assertEquals(THREE.subList(0, 2), found.records);
    assertEquals(2, found.damages.size());
    assertTrue(found.damages.get(0).endsWith("in null"), found.damages::toString);
    assertTrue(Arrays.equals(last, disk.content(FIRST)));
    assertTrue(Arrays.equals(headless, disk.content(SECOND)));
  }

  @Test
  void whatNobodyExpectedFailsTheAppendAndIsReported() throws IOException {
    List<Throwable> failures = new ArrayList<>();
    ManualLoop listened = new ManualLoop(new ManualClock(), failures::add);
    AppendLog log =
        AppendLog.open(
            disk, listened, Runnable::run, () -> SALT, AppendLog.Settings.DEFAULT, new Found());
    disk.cutPowerAt(2);
    log.append(1, new byte[0], Durability.FORCED, onCompletion("first"));
    listened.runReady();
    disk.cutPowerAt(Integer.MAX_VALUE);
    listened.advance(Duration.ofSeconds(1));
    log.append(1, new byte[0], Durability.FORCED, onCompletion("second"));
    listened.runReady();

    assertEquals(List.of("first failed", "second"), heard);
    assertEquals(1, failures.size());
  }

  @Test
  void aCompactionWithAFailureInItDeletesNothing() throws IOException {
    AppendLog log = open(disk, new Found());
    append(log, "precious", Durability.FORCED);
    settle();
    log.beginCompaction();
    settle();
    disk.failBetween(disk.calls() + 2, disk.calls() + 3);
    append(log, "precious", Durability.FORCED);
    settle();
    loop.advance(Duration.ofSeconds(1));
    append(log, "after", Durability.FORCED);
    log.endCompaction(onCompletion("compaction"));
    settle();

    assertTrue(heard.contains("compaction failed"), heard::toString);
    assertFalse(log.isCompacting());
    disk.restart();
    assertEquals(List.of("7:precious", "7:after"), read(disk).records);
  }

  @Test
  void largeRecordsTakeWhatTheyNeed() throws IOException {
    byte[] large = new byte[300_000];
    new Random(2).nextBytes(large);
    AppendLog log = open(disk, new Found());
    log.append(1, new byte[] {1, 2}, large, Durability.FORCED, onCompletion("large"));
    append(log, "small", Durability.FORCED);
    settle();
    List<byte[]> found = new ArrayList<>();
    Found rest = new Found();
    open(
        disk,
        new RecoveryListener() {
          @Override
          public void record(int type, ByteBuffer payload) {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            found.add(bytes);
          }

          @Override
          public void damaged(
              String segment, long offset, int type, long length, ByteBuffer payload, String name) {
            rest.damaged(segment, offset, type, length, payload, name);
          }

          @Override
          public void tornTail(String segment, long offset, long length) {
            rest.tornTail(segment, offset, length);
          }
        });

    assertEquals(2, found.size());
    assertEquals(300_002, found.get(0).length);
    assertTrue(Arrays.equals(large, 0, large.length, found.get(0), 2, 300_002));
    assertEquals(List.of(), rest.damages);
  }

  @Test
  void misuseIsRefused() throws IOException {
    AppendLog log = open(disk, new Found());
    byte[] nothing = {};
    assertThrows(
        IllegalArgumentException.class, () -> log.append(0, nothing, Durability.FORCED, null));
    assertThrows(
        IllegalArgumentException.class, () -> log.append(256, nothing, Durability.FORCED, null));
    assertThrows(IllegalStateException.class, () -> log.endCompaction(onCompletion("x")));
    log.beginCompaction();
    assertThrows(IllegalStateException.class, log::beginCompaction);
    log.close(onCompletion("closed"));
    settle();
    assertThrows(
        IllegalStateException.class, () -> log.append(1, nothing, Durability.FORCED, null));
    assertEquals(List.of("closed"), heard);
    assertEquals(List.of(), disk.list(), "an unused log leaves no file");
  }

  @Test
  void aDirectoryHoldsTheLogAndIsLocked(@TempDir Path parent) throws IOException {
    Path directory = parent.resolve("store");
    DirectoryDisk real = new DirectoryDisk(directory);
    AppendLog log = open(real, new Found());
    append(log, "kept", Durability.FORCED);
    settle();
    IOException refusal = assertThrows(IOException.class, () -> new DirectoryDisk(directory));
    assertTrue(refusal.getMessage().contains("in use"), refusal.getMessage());
    assertEquals(65_536, Files.size(directory.resolve(FIRST)));
    assertEquals("rw-------", posix(directory.resolve(FIRST)));
    assertEquals("rwx------", posix(directory));

    log.close(onCompletion("closed"));
    settle();
    assertEquals(List.of("kept", "closed"), heard);
    assertEquals(64, Files.size(directory.resolve(FIRST)));
    try (DirectoryDisk again = new DirectoryDisk(directory)) {
      assertEquals(List.of("7:kept"), read(again).records);
    }
  }

  private static String posix(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
