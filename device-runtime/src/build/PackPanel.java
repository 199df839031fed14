import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Packs the page for the jar: each file by gzip, {@code @HASH@} in index.html replaced by a digest
 * of all of them, and a list of them, whose first line is the digest.
 *
 * <p>Arguments: the folder of the page, that of its libraries, where it goes.
 */
final class PackPanel {
  private static final String INDEX = "index.html";

  /** What libraries are called in the page, and where they lie in their packages. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "preact.js", "META-INF/resources/webjars/preact/10.28.0/dist/preact.module.js",
          "htm.js", "META-INF/resources/_static/htm/3.1.1/dist/htm.module.js");

  public static void main(String[] args) throws Exception {
    Path page = Path.of(args[0]);
    Path libraries = Path.of(args[1]);
    Path to = Path.of(args[2]);
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(page)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        String name = page.relativize(file).toString().replace('\\', '/');
        files.put(name, withoutComments(name, Files.readAllBytes(file)));
      }
    }
    for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
      String code = Files.readString(libraries.resolve(library.getValue()));
      files.put(library.getKey(), withoutSourceMap(code).getBytes(StandardCharsets.UTF_8));
    }
    if (!files.containsKey(INDEX)) {
      throw new IOException("the page has no " + INDEX + " in " + page);
    }
    String hash = hash(files);
    String index = new String(files.get(INDEX), StandardCharsets.UTF_8);
    files.put(INDEX, index.replace("@HASH@", hash).getBytes(StandardCharsets.UTF_8));
    StringBuilder list = new StringBuilder(hash + "\n");
    clear(to);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path packed = to.resolve(file.getKey() + ".gz");
      Files.createDirectories(packed.getParent());
      Files.write(packed, packed(file.getValue()));
      list.append(file.getKey()).append('\n');
    }
    Files.writeString(to.resolve("list"), list);
  }

  /** It names a file that is not there, which browsers then ask for. */
  private static String withoutSourceMap(String code) {
    return code.replaceAll("(?m)^//# sourceMappingURL=.*$", "").strip() + "\n";
  }

  /** Less what browsers leave out: lines that are comments, and the space that lines begin with. */
  private static byte[] withoutComments(String name, byte[] file) {
    if (!name.endsWith(".js") && !name.endsWith(".css")) {
      return file;
    }
    String code = new String(file, StandardCharsets.UTF_8);
    String bare = code.replaceAll("(?ms)^ */[*].*?[*]/ *$", "").replaceAll("(?m)^ *//.*$", "");
    return bare.replaceAll("(?m)^\\s+", "").getBytes(StandardCharsets.UTF_8);
  }

  private static String hash(Map<String, byte[]> files) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String name = file.getKey() + "\0" + file.getValue().length + "\0";
      sha256.update(name.getBytes(StandardCharsets.UTF_8));
      sha256.update(file.getValue());
    }
    return HexFormat.of().formatHex(sha256.digest(), 0, 6);
  }

  private static byte[] packed(byte[] file) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out =
        new GZIPOutputStream(packed) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      out.write(file);
    }
    return packed.toByteArray();
  }

  private static void clear(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> old = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) old.filter(Files::isRegularFile)::iterator) {
        Files.delete(file);
      }
    }
  }
}
