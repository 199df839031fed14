import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes a jar anew with as little around its classes as may be: no entries for folders, and the
 * sizes in front of each entry instead of once more behind it. For the client's one jar, which has
 * two hundred small classes.
 */
final class Repack {
  private Repack() {}

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    Path small = Path.of(arguments[0] + ".small");
    try (ZipFile in = new ZipFile(jar.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(small))) {
      out.setLevel(Deflater.BEST_COMPRESSION);
      for (ZipEntry each : in.stream().filter(entry -> !entry.isDirectory()).toList()) {
        byte[] content = in.getInputStream(each).readAllBytes();
        out.putNextEntry(entry(each, content));
        out.write(content);
        out.closeEntry();
      }
    }
    Files.move(small, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static ZipEntry entry(ZipEntry old, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(old.getName());
    entry.setTimeLocal(old.getTimeLocal()); // the same wherever it is built
    entry.setSize(content.length);
    entry.setCompressedSize(deflated(content));
    entry.setCrc(crc.getValue());
    return entry;
  }

  private static int deflated(byte[] content) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(content);
    deflater.finish();
    byte[] out = new byte[content.length + 1024];
    int length = 0;
    while (!deflater.finished()) {
      length += deflater.deflate(out);
    }
    deflater.end();
    return length;
  }
}
