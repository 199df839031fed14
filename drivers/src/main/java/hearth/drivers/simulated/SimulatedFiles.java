package hearth.drivers.simulated;

import hearth.drivers.kernel.KernelFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.TreeMap;

/**
 * The kernel's files without a kernel: each file answers a read and takes a write as its part says.
 * Strict as sysfs is: a write makes no file, and only a file with a writer takes one.
 *
 * <p>For use from several threads.
 */
public final class SimulatedFiles implements KernelFiles {
  /** What a read of a file gives. */
  @FunctionalInterface
  public interface Reader {
    byte[] read() throws IOException;
  }

  /** What a write to a file does. */
  @FunctionalInterface
  public interface Writer {
    void write(String text) throws IOException;
  }

  private record Attribute(Reader reader, Writer writer) {}

  private final TreeMap<String, Attribute> attributes = new TreeMap<>();

  /** A file that always holds the text, read-only. Replaces the one before. */
  public SimulatedFiles text(String path, String text) {
    return bytes(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A file that always holds the bytes, read-only. Replaces the one before. */
  public SimulatedFiles bytes(String path, byte[] bytes) {
    return attribute(path, bytes::clone, null);
  }

  /** A file whose read fails as the system call would, such as {@code Input/output error}. */
  public SimulatedFiles failing(String path, String message) {
    return attribute(
        path,
        () -> {
          throw new IOException(message);
        },
        null);
  }

  /** A file that this account may not read. */
  public SimulatedFiles forbidden(String path) {
    return attribute(
        path,
        () -> {
          throw new AccessDeniedException(path);
        },
        null);
  }

  /** A file that only takes writes. */
  public SimulatedFiles writeOnly(String path, Writer writer) {
    return attribute(
        path,
        () -> {
          throw new AccessDeniedException(path);
        },
        writer);
  }

  /**
   * A file that asks its part. Replaces the one before.
   *
   * @param writer null where it is read-only
   */
  public synchronized SimulatedFiles attribute(String path, Reader reader, Writer writer) {
    attributes.put(path, new Attribute(reader, writer));
    return this;
  }

  /** Takes away a file, or a folder with all that is in it. */
  public synchronized SimulatedFiles remove(String path) {
    attributes.keySet().removeIf(file -> file.equals(path) || file.startsWith(path + "/"));
    return this;
  }

  @Override
  public byte[] readBytes(String path) throws IOException {
    return existing(path).reader.read();
  }

  @Override
  public void write(String path, String text) throws IOException {
    Attribute attribute = existing(path);
    if (attribute.writer == null) {
      throw new AccessDeniedException(path);
    }
    attribute.writer.write(text);
  }

  @Override
  public synchronized List<String> list(String folder) {
    String prefix = folder.endsWith("/") ? folder : folder + "/";
    return attributes.tailMap(prefix).keySet().stream()
        .takeWhile(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()).split("/", 2)[0])
        .distinct()
        .toList();
  }

  @Override
  public synchronized boolean exists(String path) {
    return attributes.containsKey(path) || !list(path).isEmpty();
  }

  @Override
  public synchronized boolean isWritable(String path) {
    Attribute attribute = attributes.get(path);
    return attribute != null && attribute.writer != null;
  }

  /** The part is asked without the lock: it may take as long as it likes. */
  private synchronized Attribute existing(String path) throws IOException {
    Attribute attribute = attributes.get(path);
    if (attribute == null) {
      throw new NoSuchFileException(path);
    }
    return attribute;
  }
}
