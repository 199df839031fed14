package hearth.io.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that keeps no more than it must. When its power is cut, each sector that was
 * written and not forced is lost or kept, whatever the order of the writes; so is each creation,
 * deletion and truncation. It can also fail at a call, fill up, and stop working in the midst of a
 * write. All chance comes from the random numbers it is given. One thread.
 */
public final class SimulatedDisk implements Disk {
  /** Thrown by every call from the moment of the power cut on. */
  public static final class PowerCutException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public PowerCutException() {
      super("the power is cut");
    }
  }

  private static final int[] SECTOR_BYTES = {1, 512, 4096};

  private final RandomGenerator random;
  private final Map<String, Content> files = new TreeMap<>();

  /** What stands in the directory after a power cut, if nothing of the changes since is kept. */
  private final Map<String, Content> forcedFiles = new TreeMap<>();

  private int calls;
  private int cutAtCall = Integer.MAX_VALUE;
  private int failFrom = Integer.MAX_VALUE;
  private int failTo = Integer.MAX_VALUE;
  private long capacity = Long.MAX_VALUE;
  private boolean losesOnlyTheEnd;

  public SimulatedDisk(RandomGenerator random) {
    this.random = random;
  }

  /** Calls that changed something or made it last, so far: the steps a power cut can fall on. */
  public int calls() {
    return calls;
  }

  /** Cuts the power in the midst of the call of that number, counted as {@link #calls} does. */
  public void cutPowerAt(int call) {
    cutAtCall = call;
  }

  /** Whether the power is cut. */
  public boolean isPowerCut() {
    return calls >= cutAtCall;
  }

  /** The calls numbered from one to before the other fail. */
  public void failBetween(int from, int to) {
    failFrom = from;
    failTo = to;
  }

  /** How many bytes all files together may have. */
  public void setCapacity(long bytes) {
    capacity = bytes;
  }

  /** Brings the power back after a cut: what was not forced is lost, in part or as a whole. */
  public void restart() {
    cutAtCall = Integer.MAX_VALUE;
    Map<String, Content> after = new TreeMap<>(forcedFiles);
    for (String name : files.keySet()) {
      if (!forcedFiles.containsKey(name) && random.nextBoolean()) {
        after.put(name, files.get(name));
      }
    }
    for (String name : forcedFiles.keySet()) {
      if (!files.containsKey(name) && random.nextBoolean()) {
        after.remove(name);
      }
    }
    files.clear();
    files.putAll(after);
    for (Content content : files.values()) {
      content.lose();
    }
    forcedFiles.clear();
    forcedFiles.putAll(files);
  }

  /**
   * From now on a power cut takes of what was written to a file and not forced the end alone, as if
   * the disk wrote in the order it was asked to.
   */
  public void losesOnlyTheEnd() {
    losesOnlyTheEnd = true;
  }

  /** The bytes of a file as a reader sees them now. */
  public byte[] content(String name) {
    return files.get(name).bytes.clone();
  }

  /** Puts a file there, forced, as if it had been there for long. */
  public void put(String name, byte[] bytes) {
    Content content = new Content();
    content.bytes = bytes.clone();
    content.forced = content.bytes;
    files.put(name, content);
    forcedFiles.put(name, content);
  }

  /** Whether this call is to stop halfway, which only a power cut does. */
  private boolean step() throws IOException {
    if (calls >= cutAtCall) {
      throw new PowerCutException();
    }
    calls++;
    if (calls >= failFrom && calls < failTo) {
      throw new IOException("Input/output error");
    }
    return calls == cutAtCall;
  }

  private void stepWhole() throws IOException {
    if (step()) {
      throw new PowerCutException();
    }
  }

  private long used() {
    return files.values().stream().mapToLong(content -> content.bytes.length).sum();
  }

  @Override
  public List<String> list() {
    return List.copyOf(files.keySet());
  }

  @Override
  public DiskFile open(String name) {
    return new Opened(files.get(name));
  }

  @Override
  public DiskFile create(String name) throws IOException {
    stepWhole();
    if (files.containsKey(name)) {
      throw new IOException(name + ": File exists");
    }
    Content content = new Content();
    files.put(name, content);
    return new Opened(content);
  }

  @Override
  public void delete(String name) throws IOException {
    stepWhole();
    files.remove(name);
  }

  @Override
  public void force() throws IOException {
    stepWhole();
    forcedFiles.clear();
    forcedFiles.putAll(files);
  }

  @Override
  public void close() {
    // Nothing is held.
  }

  /** What of one file's changes outlives a power cut; asked for one after the other. */
  private final class Survival {
    private final int keptOfHundred = random.nextInt(101);
    private boolean hasLost;

    boolean keepsNext() {
      hasLost = (losesOnlyTheEnd && hasLost) || random.nextInt(100) >= keptOfHundred;
      return !hasLost;
    }
  }

  /**
   * The bytes of a file: as they are read, as they were forced, and how the one became the other.
   */
  private final class Content {
    private byte[] bytes = {};
    private byte[] forced = {};
    private final List<Change> changes = new ArrayList<>();

    /** A write, or a truncation where there are no bytes. */
    private record Change(long offset, byte[] bytes) {}

    void apply(Change change) {
      bytes = changed(bytes, change.offset, change.bytes);
      changes.add(change);
    }

    private byte[] changed(byte[] old, long offset, byte[] written) {
      if (written == null) {
        return Arrays.copyOf(old, (int) offset);
      }
      int end = (int) offset + written.length;
      byte[] result = old.length >= end ? old.clone() : Arrays.copyOf(old, end);
      System.arraycopy(written, 0, result, (int) offset, written.length);
      return result;
    }

    void force() {
      forced = bytes;
      changes.clear();
    }

    /** Keeps some sectors of some changes. */
    void lose() {
      int sector = SECTOR_BYTES[random.nextInt(SECTOR_BYTES.length)];
      Survival survival = new Survival();
      for (Change change : changes) {
        if (change.bytes == null) {
          if (survival.keepsNext()) {
            forced = changed(forced, change.offset, null);
          }
        } else {
          keepSectors(change, sector, survival);
        }
      }
      bytes = forced;
      changes.clear();
    }

    private void keepSectors(Change change, int sector, Survival survival) {
      long end = change.offset + change.bytes.length;
      for (long from = change.offset; from < end; ) {
        long to = Math.min(end, (from / sector + 1) * sector);
        if (survival.keepsNext()) {
          int start = (int) (from - change.offset);
          byte[] part = Arrays.copyOfRange(change.bytes, start, start + (int) (to - from));
          forced = changed(forced, from, part);
        }
        from = to;
      }
    }
  }

  private final class Opened implements DiskFile {
    private final Content content;
    private boolean closed;

    Opened(Content content) {
      this.content = content;
    }

    @Override
    public long size() {
      return content.bytes.length;
    }

    @Override
    public void read(ByteBuffer into, long offset) {
      int length = (int) Math.min(into.remaining(), content.bytes.length - offset);
      if (length > 0) {
        into.put(content.bytes, (int) offset, length);
      }
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
      checkOpen();
      boolean cut = false;
      IOException failure = null;
      try {
        cut = step();
      } catch (IOException e) {
        failure = e;
      }
      byte[] bytes = new byte[from.remaining()];
      from.get(bytes);
      long room = capacity - used() + Math.max(0, content.bytes.length - offset);
      if (failure == null && bytes.length > room) {
        failure = new IOException("No space left on device");
        bytes = Arrays.copyOf(bytes, (int) Math.max(0, room));
      } else if (failure != null || cut) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      }
      content.apply(new Content.Change(offset, bytes));
      if (cut) {
        throw new PowerCutException();
      }
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      checkOpen();
      stepWhole();
      if (size < content.bytes.length) {
        content.apply(new Content.Change(size, null));
      }
    }

    @Override
    public void force() throws IOException {
      checkOpen();
      try {
        stepWhole();
      } catch (IOException e) {
        // As kernels do: what could not be written counts as written from then on.
        byte[] seen = content.bytes;
        content.lose();
        content.bytes = seen;
        throw e;
      }
      content.force();
    }

    private void checkOpen() throws IOException {
      if (closed) {
        throw new ClosedChannelException();
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
