package hearth.io.file;

import hearth.io.loop.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Bytes that are set down beside a journal because they need not be in memory: written once,
 * forced, read again some time, and deleted with their file. Which pages are of use is the owner's
 * to know, by records in its journal: a file that no record names is left from a crash.
 *
 * <pre>
 *   pages-0000000000000001.bin   ┌─────────┬─────────┬─────────┬─────────┬ ─ ─
 *                                │ CRC-32C │ page    │ CRC-32C │ page    │
 *                                └─────────┴─────────┴─────────┴─────────┴ ─ ─
 *   CRC-32C, 4   of the file's number, the page's offset and length, and the page
 * </pre>
 *
 * <p>Methods are called on the loop's thread and never block, but where they say so; the disk is
 * the journal thread's, and whoever asked hears on the loop.
 */
public final class PageFiles {
  /**
   * Where a page is.
   *
   * @param file the number of its file
   * @param offset of its first byte
   * @param length in bytes
   */
  public record Page(long file, int offset, int length) {}

  /** Hears of pages that were to be written. */
  @FunctionalInterface
  public interface Written {
    /**
     * It has come to its end.
     *
     * @param pages where they are, in their order; valid only without a failure
     * @param failure null where they are on disk, whatever happens
     */
    void done(List<Page> pages, IOException failure);
  }

  /** Hears of a page that was to be read. */
  @FunctionalInterface
  public interface Read {
    /**
     * It has come to its end.
     *
     * @param page its bytes, null where they cannot be had
     * @param failure why not, else null
     */
    void done(ByteBuffer page, IOException failure);
  }

  private static final Pattern NAME = Pattern.compile("pages-(\\d{16})\\.bin");
  private static final int CRC_BYTES = 4;

  /** How long after the system had no thread for the disk it is asked again. */
  private static final long THREAD_RETRY_NANOS = 100_000_000L;

  private final Disk disk;
  private final EventLoop loop;
  private final Executor journal;
  private long lastFile;
  private final AtomicLong bytesWritten = new AtomicLong();

  /**
   * Pages in files of new numbers.
   *
   * @param journal the journal's executor
   * @param lastFile the highest number that was ever given to a file
   */
  public PageFiles(Disk disk, EventLoop loop, Executor journal, long lastFile) {
    this.disk = disk;
    this.loop = loop;
    this.journal = journal;
    this.lastFile = lastFile;
  }

  /** The numbers of the files there are. Blocks. */
  public static List<Long> files(Disk disk) throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (String name : disk.list()) {
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        numbers.add(Long.valueOf(matcher.group(1)));
      }
    }
    return numbers;
  }

  /** The name of a file, for messages. */
  public static String nameOf(long file) {
    return "pages-%016d.bin".formatted(file);
  }

  /** Bytes written since the start. From any thread. */
  public long bytesWritten() {
    return bytesWritten.get();
  }

  /** Writes pages into one new file and forces it. */
  public void write(List<byte[]> pages, Written done) {
    long file = ++lastFile;
    long bytes = pages.stream().mapToLong(page -> CRC_BYTES + page.length).sum();
    submit(
        () -> {
          List<Page> written = new ArrayList<>(pages.size());
          IOException failure = attempt(() -> written.addAll(writeNow(disk, file, pages)));
          bytesWritten.addAndGet(bytes);
          loop.execute(() -> done.done(written, failure));
        });
  }

  /** Reads a page. */
  public void read(Page page, Read done) {
    submit(
        () -> {
          ByteBuffer[] bytes = new ByteBuffer[1];
          IOException failure = attempt(() -> bytes[0] = readNow(disk, page));
          loop.execute(() -> done.done(bytes[0], failure));
        });
  }

  /** Deletes a file; where that fails it is found and deleted after the next start. */
  public void delete(long file) {
    submit(() -> attempt(() -> disk.delete(nameOf(file))));
  }

  /** Deletes files before the loop runs, as far as the disk lets us. Blocks. */
  public static void deleteNow(Disk disk, List<Long> files) {
    try {
      for (long file : files) {
        disk.delete(nameOf(file));
      }
    } catch (IOException e) {
      // They are found again at the next start.
    }
  }

  /**
   * Reads a page. Blocks.
   *
   * @throws IOException where it is not there as it was written
   */
  public static ByteBuffer readNow(Disk disk, Page page) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(CRC_BYTES + page.length());
    try (DiskFile file = disk.open(nameOf(page.file()))) {
      file.read(bytes, page.offset() - CRC_BYTES);
    }
    if (bytes.hasRemaining() || bytes.flip().getInt() != crc(page, bytes)) {
      throw new IOException(
          "the page at " + page.offset() + " of " + nameOf(page.file()) + " is damaged");
    }
    return bytes;
  }

  /**
   * Writes pages into one new file and forces it. Blocks.
   *
   * @param number of the file
   * @return where they are, in their order
   */
  public static List<Page> writeNow(Disk disk, long number, List<byte[]> pages) throws IOException {
    List<Page> written = new ArrayList<>(pages.size());
    int size = pages.stream().mapToInt(page -> CRC_BYTES + page.length).sum();
    ByteBuffer all = ByteBuffer.allocate(size);
    for (byte[] bytes : pages) {
      Page page = new Page(number, all.position() + CRC_BYTES, bytes.length);
      all.putInt(crc(page, ByteBuffer.wrap(bytes))).put(bytes);
      written.add(page);
    }
    try (DiskFile file = disk.create(nameOf(number))) {
      file.write(all.flip(), 0);
      file.force();
    }
    disk.force();
    return written;
  }

  private static int crc(Page page, ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(
        ByteBuffer.allocate(16)
            .putLong(page.file())
            .putInt(page.offset())
            .putInt(page.length())
            .flip());
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  private interface Step {
    void run() throws IOException;
  }

  /** On the journal's thread: whatever goes wrong has to reach whoever waits. */
  private IOException attempt(Step step) {
    try {
      step.run();
      return null;
    } catch (IOException e) {
      return e;
    } catch (RuntimeException | Error e) {
      loop.execute(() -> loop.report(e));
      return new IOException(e.toString(), e);
    }
  }

  private void submit(Runnable task) {
    try {
      journal.execute(task);
    } catch (RejectedExecutionException e) {
      loop.schedule(THREAD_RETRY_NANOS, () -> submit(task));
    }
  }
}
