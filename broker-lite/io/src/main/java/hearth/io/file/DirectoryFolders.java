package hearth.io.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folders below one of the machine, which is made where it is missing. */
public final class DirectoryFolders implements Folders {
  private final Path directory;

  public DirectoryFolders(Path directory) {
    this.directory = directory;
  }

  @Override
  public List<String> list() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isDirectory).map(file -> file.getFileName().toString()).toList();
    }
  }

  @Override
  public Disk open(String name) throws IOException {
    boolean isNew = !Files.isDirectory(directory.resolve(name));
    Disk disk = new DirectoryDisk(directory.resolve(name));
    if (isNew) {
      DirectoryDisk.forceDirectory(directory);
    }
    return disk;
  }

  @Override
  public Disk read(String name) throws IOException {
    Path folder = directory.resolve(name);
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    return DirectoryDisk.readOnly(folder);
  }

  @Override
  public void delete(String name) throws IOException {
    Path folder = directory.resolve(name);
    List<Path> inside;
    try (Stream<Path> files = Files.list(folder)) {
      inside = files.toList();
    }
    for (Path file : inside) {
      Files.delete(file);
    }
    Files.delete(folder);
    DirectoryDisk.forceDirectory(directory);
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
