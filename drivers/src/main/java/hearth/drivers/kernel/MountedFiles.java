package hearth.drivers.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The kernel's files below a folder: {@code /} for the machine itself, or a recorded tree. */
public final class MountedFiles implements KernelFiles {
  private final Path root;

  /**
   * Files below a root.
   *
   * @param root the folder in which {@code sys}, {@code proc} and {@code dev} lie
   */
  public MountedFiles(Path root) {
    this.root = root;
  }

  /** The files of this machine. */
  public static MountedFiles ofMachine() {
    return new MountedFiles(Path.of("/"));
  }

  @Override
  public byte[] readBytes(String path) throws IOException {
    return Files.readAllBytes(below(path));
  }

  @Override
  public void write(String path, String text) throws IOException {
    Files.write(below(path), text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
  }

  @Override
  public List<String> list(String folder) {
    try (Stream<Path> entries = Files.list(below(folder))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(below(path));
  }

  @Override
  public boolean isWritable(String path) {
    return Files.isWritable(below(path));
  }

  private Path below(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("the kernel's files have absolute paths, not " + path);
    }
    return root.resolve(path.substring(1));
  }
}
