package hearth.io.file;

import java.io.IOException;
import java.util.List;

/** Folders on one {@link SimulatedDisk}, so that its power is cut for all of them. */
public final class SimulatedFolders implements Folders {
  private final SimulatedDisk disk;

  public SimulatedFolders(SimulatedDisk disk) {
    this.disk = disk;
  }

  @Override
  public List<String> list() {
    return disk.list().stream()
        .map(name -> name.substring(0, name.indexOf('/')))
        .distinct()
        .toList();
  }

  @Override
  public Disk open(String name) {
    return new Folder(name + "/");
  }

  @Override
  public Disk read(String name) throws IOException {
    if (!list().contains(name)) {
      throw new IOException(name + ": No such file or directory");
    }
    return open(name);
  }

  @Override
  public void delete(String name) throws IOException {
    Disk folder = open(name);
    for (String file : folder.list()) {
      folder.delete(file);
    }
    disk.force();
  }

  private final class Folder implements Disk {
    private final String prefix;

    Folder(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public List<String> list() {
      return disk.list().stream()
          .filter(name -> name.startsWith(prefix))
          .map(name -> name.substring(prefix.length()))
          .toList();
    }

    @Override
    public DiskFile open(String name) {
      return disk.open(prefix + name);
    }

    @Override
    public DiskFile create(String name) throws IOException {
      return disk.create(prefix + name);
    }

    @Override
    public void delete(String name) throws IOException {
      disk.delete(prefix + name);
    }

    @Override
    public void force() throws IOException {
      disk.force();
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
