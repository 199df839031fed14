package hearth.system;

import hearth.testsupport.OutsideProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel knows of a process. */
record Vitals(long pid) {
  /** Memory that it holds now (VmRSS), in KiB. */
  long residentKib() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElseThrow(() -> new AssertionError("process " + pid + " has ended"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of the objects that live in its heap, after a full collection. */
  long liveBytes() {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try (OutsideProcess asked = new OutsideProcess(List.of(jcmd, "" + pid, "GC.class_histogram"))) {
      asked.awaitEnd();
      return asked.lines().stream()
          .filter(line -> line.startsWith("Total"))
          .mapToLong(line -> Long.parseLong(line.trim().split(" +")[2]))
          .findFirst()
          .orElseThrow(() -> new AssertionError(asked.told()));
    }
  }

  /** How many file descriptors it has open. */
  long descriptors() {
    try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return all.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
