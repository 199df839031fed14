package hearth.io.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the segments of a log when it is opened, and tidies up after what ended it last time. */
final class Recovery {
  static final Pattern NAME = Pattern.compile("journal-(\\d{16})\\.log");
  private static final int COPY_BYTES = 64 * 1024;

  private final Disk disk;
  private final RecoveryListener listener;
  private final List<Segment> kept = new ArrayList<>();
  private long lastNumber;
  private boolean deleted;

  /** Where the damage seen last in the current segment ends. */
  private long lastDamage;

  /** Some damage of the current segment could not be set aside: then the segment keeps it. */
  private boolean notSetAside;

  /** A segment that is read only. */
  static final class Segment {
    final long number;
    final long bytes;

    Segment(long number, long bytes) {
      this.number = number;
      this.bytes = bytes;
    }

    String name() {
      return nameOf(number);
    }
  }

  Recovery(Disk disk, RecoveryListener listener) {
    this.disk = disk;
    this.listener = listener;
  }

  static String nameOf(long number) {
    return "journal-%016d.log".formatted(number);
  }

  /**
   * Reads everything that is whole.
   *
   * @throws NewerVersionException before anything is changed or passed on
   * @throws IOException where the directory cannot be listed
   */
  void run() throws IOException {
    List<Long> numbers = numbers();
    for (long number : numbers) {
      checkVersion(nameOf(number));
    }
    for (long number : numbers) {
      read(number);
      lastNumber = number;
    }
    if (deleted) {
      tidy(disk::force);
    }
  }

  /** The segments that hold records, oldest first. */
  List<Segment> segments() {
    return kept;
  }

  /** The highest number in use; 0 where there is none. */
  long lastNumber() {
    return lastNumber;
  }

  private List<Long> numbers() throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (String name : disk.list()) {
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        numbers.add(Long.valueOf(matcher.group(1)));
      }
    }
    numbers.sort(null);
    return numbers;
  }

  private void checkVersion(String name) throws IOException {
    try (DiskFile file = disk.open(name)) {
      RecordFormat.Header header = new SegmentReader(file).header();
      if (header != null && header.version > RecordFormat.VERSION) {
        throw new NewerVersionException(name, header.version);
      }
    }
  }

  private void read(long number) throws IOException {
    String name = nameOf(number);
    boolean empty;
    try (DiskFile file = disk.open(name)) {
      SegmentReader reader = new SegmentReader(file);
      notSetAside = false;
      long end = passOn(name, reader);
      // Where a block could not be read, what looks like the end may not be it: nothing is cut.
      boolean keepAll = reader.wasUnreadable() || notSetAside;
      empty = end == 0 && !keepAll;
      if (!empty) {
        kept.add(new Segment(number, keepAll ? reader.size() : end));
      }
      if (!empty && !keepAll && end < reader.size()) {
        tidy(() -> file.truncate(end));
      }
      // After a kill the kernel may still hold it only in memory, and from now on we build upon it.
      tidy(file::force);
    }
    if (empty) {
      deleted = true;
      tidy(() -> disk.delete(name));
    }
  }

  /** Passes on what is whole; the offset behind it, 0 where there is nothing. */
  private long passOn(String name, SegmentReader reader) {
    RecordFormat.Header header = reader.header();
    if (header == null) {
      return passOnHeadless(name, reader);
    }
    long end = reader.visit(header.salt, new Reporting(name, reader));
    long behindDamage = Math.max(end, lastDamage);
    if (!reader.isEmptyFrom(behindDamage)) {
      listener.tornTail(name, behindDamage, reader.size() - behindDamage);
    }
    return end > RecordFormat.FIRST_RECORD ? end : 0;
  }

  private long passOnHeadless(String name, SegmentReader reader) {
    if (reader.size() > RecordFormat.FIRST_RECORD && !reader.isEmptyFrom(0)) {
      // Without its salt no record can be told from chance.
      damaged(name, reader, 0, 0, reader.size());
    } else if (reader.size() > 0) {
      listener.tornTail(name, 0, reader.size());
    }
    return 0;
  }

  private void damaged(String name, SegmentReader reader, long offset, int type, long length) {
    String setAside = setAside(name, reader, offset, length);
    long payload = Math.min(length, RecordFormat.RECORD_HEADER_BYTES);
    int shown = (int) Math.min(RecoveryListener.SHOWN_BYTES, length - payload);
    ByteBuffer bytes = reader.copy(offset + payload, shown).slice().asReadOnlyBuffer();
    listener.damaged(name, offset, type, length, bytes, setAside);
  }

  private final class Reporting implements SegmentReader.Visitor {
    private final String name;
    private final SegmentReader reader;

    Reporting(String name, SegmentReader reader) {
      this.name = name;
      this.reader = reader;
      lastDamage = 0;
    }

    @Override
    public void record(int type, ByteBuffer payload) {
      listener.record(type, payload);
    }

    @Override
    public void damaged(long offset, int type, long length) {
      lastDamage = offset + length;
      Recovery.this.damaged(name, reader, offset, type, length);
    }
  }

  /** Copies damaged bytes to a file of their own; null where the disk does not let us. */
  private String setAside(String segment, SegmentReader reader, long offset, long length) {
    String name = "damaged-" + segment.substring("journal-".length()) + "-" + offset;
    try {
      if (disk.list().contains(name)) {
        return name;
      }
      try (DiskFile file = disk.create(name)) {
        for (long done = 0; done < length; done += COPY_BYTES) {
          int count = (int) Math.min(COPY_BYTES, length - done);
          file.write(reader.copy(offset + done, count), done);
        }
        file.force();
      }
      disk.force();
      return name;
    } catch (IOException e) {
      notSetAside = true;
      return null;
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** What makes the next start easier; a disk that refuses it keeps nobody from starting. */
  private static void tidy(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      // It stays as it is and is found again at the next start.
    }
  }
}
