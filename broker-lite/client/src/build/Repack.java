import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes a jar anew with as little around its classes as may be: no entries for folders, and the
 * sizes in front of each entry instead of once more behind it. For the client's one jar, which has
 * two hundred small classes. Attributes MethodParameters go, too, which Java 21 and newer write into
 * each enum: nobody reads them, and the jar would depend on the Java that it is built with.
 */
final class Repack {
  private static final int MAGIC_AND_VERSION = 8;
  private static final int UTF_8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;

  /** Bytes of a constant behind its tag, by the tag (JVMS, table 4.4-A); 0 where there is none. */
  private static final int[] SIZES = {0, 0, 0, 4, 4, 8, 8, 2, 2, 4, 4, 4, 4, 0, 0, 3, 2, 4, 4, 2, 2};

  private Repack() {}

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    Path small = Path.of(arguments[0] + ".small");
    try (ZipFile in = new ZipFile(jar.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(small))) {
      out.setLevel(Deflater.BEST_COMPRESSION);
      for (ZipEntry each : in.stream().filter(Repack::isNeeded).toList()) {
        byte[] content = withoutParameters(in.getInputStream(each).readAllBytes());
        out.putNextEntry(entry(each, content));
        out.write(content);
        out.closeEntry();
      }
    }
    Files.move(small, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isNeeded(ZipEntry entry) {
    return !entry.isDirectory() && !entry.getName().endsWith("/package-info.class");
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

  /** A class file (JVMS, chapter 4) less these attributes of its methods. */
  private static byte[] withoutParameters(byte[] file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(file);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(file.length);
    DataOutputStream out = new DataOutputStream(bytes);
    copy(in, out, MAGIC_AND_VERSION);
    int name = copyConstants(in, out);
    copy(in, out, 6); // access flags, this class and its super class
    copy(in, out, 2 * copyCount(in, out)); // interfaces
    copyMembers(in, out, -1); // fields
    copyMembers(in, out, name);
    copy(in, out, in.remaining());
    return bytes.toByteArray();
  }

  /** The index of the name MethodParameters, whose text goes; else -1. */
  private static int copyConstants(ByteBuffer in, DataOutputStream out) throws IOException {
    int found = -1;
    int count = copyCount(in, out);
    for (int i = 1; i < count; i++) {
      int tag = in.get();
      out.write(tag);
      if (tag == UTF_8) {
        byte[] text = new byte[in.getShort() & 0xFFFF];
        in.get(text);
        if (new String(text, StandardCharsets.UTF_8).equals("MethodParameters")) {
          found = i;
          text = new byte[0];
        }
        out.writeShort(text.length);
        out.write(text);
      } else {
        copy(in, out, SIZES[tag]);
        i += tag == LONG || tag == DOUBLE ? 1 : 0; // each takes two places
      }
    }
    return found;
  }

  /** Fields or methods, less the attributes with this name. */
  private static void copyMembers(ByteBuffer in, DataOutputStream out, int without)
      throws IOException {
    for (int members = copyCount(in, out); members > 0; members--) {
      copy(in, out, 6); // access flags, name and descriptor
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      int left = 0;
      for (int attributes = in.getShort(); attributes > 0; attributes--) {
        byte[] attribute = new byte[6 + in.getInt(in.position() + 2)];
        boolean isKept = in.getShort(in.position()) != without;
        in.get(attribute);
        if (isKept) {
          kept.write(attribute);
          left++;
        }
      }
      out.writeShort(left);
      kept.writeTo(out);
    }
  }

  private static int copyCount(ByteBuffer in, DataOutputStream out) throws IOException {
    int count = in.getShort() & 0xFFFF;
    out.writeShort(count);
    return count;
  }

  private static void copy(ByteBuffer in, DataOutputStream out, int length) throws IOException {
    out.write(in.array(), in.position(), length);
    in.position(in.position() + length);
  }
}
