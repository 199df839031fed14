import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes a jar anew with as little around its classes as may be: no entries for folders, and the
 * sizes in front of each entry instead of once more behind it. For the client's one jar, which has
 * two hundred small classes. What nobody reads goes, too: the generic types and exceptions of members
 * that other packages do not see; the attributes MethodParameters, which Java 21 and newer write into
 * each enum, so that the jar would depend on the Java that it is built with; and in each class with a
 * lambda, that a class of Java's, which only the making of lambdas names, is nested in another.
 */
final class Repack {
  private static final int MAGIC_AND_VERSION = 8;
  private static final int PUBLIC = 1;
  private static final int PROTECTED = 4;
  private static final int UTF_8 = 1;
  private static final String LOOKUP = "java/lang/invoke/MethodHandles$Lookup";
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
        byte[] content = withoutUnread(in.getInputStream(each).readAllBytes());
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

  /** A class file (JVMS, chapter 4) less these attributes of its members, and their texts. */
  private static byte[] withoutUnread(byte[] file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(file);
    byte[] head = take(in, MAGIC_AND_VERSION);
    List<byte[]> constants = constants(in);
    Set<Integer> dropped = new TreeSet<>();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(take(in, 6)); // access flags, this class and its super class
    int interfaces = in.getShort(in.position());
    body.write(take(in, 2 + 2 * interfaces));
    copyMembers(in, constants, body, dropped); // fields
    copyMembers(in, constants, body, dropped); // methods
    copyAttributes(in, constants, body);
    for (int index : dropped) {
      if (!mentions(body.toByteArray(), index)) {
        drop(constants, index);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
    out.write(head);
    out.write(constants.size() >> 8);
    out.write(constants.size());
    for (byte[] constant : constants.subList(1, constants.size())) {
      out.write(constant, 0, constant.length == 1 ? 0 : constant.length);
    }
    body.writeTo(out);
    return out.toByteArray();
  }

  /** All constants by their index, each with its tag; those that have none are one byte. */
  private static List<byte[]> constants(ByteBuffer in) {
    int count = in.getShort() & 0xFFFF;
    List<byte[]> constants = new ArrayList<>();
    constants.add(new byte[1]);
    while (constants.size() < count) {
      int tag = in.get(in.position());
      int length = tag == UTF_8 ? 2 + (in.getShort(in.position() + 1) & 0xFFFF) : SIZES[tag];
      constants.add(take(in, 1 + length));
      if (tag == LONG || tag == DOUBLE) { // each takes two places
        constants.add(new byte[1]);
      }
    }
    return constants;
  }

  /** Copies fields or methods less what nobody reads; adds the indexes of texts that went. */
  private static void copyMembers(
      ByteBuffer in, List<byte[]> constants, ByteArrayOutputStream out, Set<Integer> dropped)
      throws IOException {
    int members = in.getShort(in.position());
    out.write(take(in, 2));
    for (; members > 0; members--) {
      boolean isSeen = (in.getShort(in.position()) & (PUBLIC | PROTECTED)) != 0;
      out.write(take(in, 6)); // access flags, name and descriptor
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      int left = 0;
      for (int attributes = in.getShort(); attributes > 0; attributes--) {
        ByteBuffer attribute = ByteBuffer.wrap(take(in, 6 + in.getInt(in.position() + 2)));
        int name = attribute.getShort(0) & 0xFFFF;
        String text = text(constants, name);
        if (text.equals("MethodParameters")) {
          dropped.add(name);
        } else if (text.equals("Signature") && !isSeen) {
          dropped.add(name);
          dropped.add(attribute.getShort(6) & 0xFFFF);
        } else if (isSeen || !text.equals("Exceptions")) {
          kept.write(attribute.array());
          left++;
        }
      }
      out.write(left >> 8);
      out.write(left);
      kept.writeTo(out);
    }
  }

  /** Copies the attributes of the class, less the lookup among its InnerClasses (JVMS, 4.7.6). */
  private static void copyAttributes(
      ByteBuffer in, List<byte[]> constants, ByteArrayOutputStream out) throws IOException {
    int attributes = in.getShort();
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    int left = 0;
    for (; attributes > 0; attributes--) {
      byte[] attribute = take(in, 6 + in.getInt(in.position() + 2));
      int name = index(attribute, 0);
      if (text(constants, name).equals("InnerClasses")) {
        attribute = withoutLookup(attribute, constants);
      }
      if (attribute.length > 0) {
        kept.write(attribute);
        left++;
      } else {
        drop(constants, name);
      }
    }
    out.write(left >> 8);
    out.write(left);
    kept.writeTo(out);
  }

  /** InnerClasses less the lookup; nothing where no other is left. */
  private static byte[] withoutLookup(byte[] attribute, List<byte[]> constants) {
    ByteBuffer in = ByteBuffer.wrap(attribute).position(8);
    ByteBuffer kept = ByteBuffer.allocate(attribute.length).put(attribute, 0, 8);
    while (in.hasRemaining()) {
      byte[] entry = take(in, 8); // the class, the one around it, its simple name, access flags
      int name = index(constants.get(index(entry, 0)), 1);
      if (text(constants, name).equals(LOOKUP)) {
        int nameAround = index(constants.get(index(entry, 2)), 1);
        for (int each : new int[] {index(entry, 0), index(entry, 2), name, nameAround, index(entry, 4)}) {
          drop(constants, each);
        }
      } else {
        kept.put(entry);
      }
    }
    int length = kept.position();
    kept.putInt(2, length - 6).putShort(6, (short) ((length - 8) / 8));
    return length == 8 ? new byte[0] : Arrays.copyOf(kept.array(), length);
  }

  /** Empties a constant that nothing else in the class names, unless another constant does. */
  private static void drop(List<byte[]> constants, int index) {
    if (constants.stream().noneMatch(each -> each[0] != UTF_8 && mentions(each, index))) {
      constants.set(index, new byte[] {UTF_8, 0, 0});
    }
  }

  private static String text(List<byte[]> constants, int index) {
    byte[] constant = constants.get(index);
    return new String(constant, 3, constant.length - 3, StandardCharsets.UTF_8);
  }

  private static int index(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes).getShort(offset) & 0xFFFF;
  }

  /** Whether these two bytes stand anywhere: if in doubt, a text stays. */
  private static boolean mentions(byte[] bytes, int index) {
    for (int i = 1; i < bytes.length; i++) {
      if (bytes[i - 1] == (byte) (index >> 8) && bytes[i] == (byte) index) {
        return true;
      }
    }
    return false;
  }

  private static byte[] take(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
