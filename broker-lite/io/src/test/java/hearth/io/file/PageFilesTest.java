package hearth.io.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.file.PageFiles.Page;
import hearth.io.loop.ManualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class PageFilesTest {
  private final ManualLoop loop = new ManualLoop();
  private final ArrayDeque<Runnable> journal = new ArrayDeque<>();
  private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
  private final PageFiles files = new PageFiles(disk, loop, journal::add, 0);
  private final List<Page> written = new ArrayList<>();
  private IOException failure;

  private void write(String... pages) {
    List<byte[]> bytes = new ArrayList<>();
    for (String page : pages) {
      bytes.add(page.getBytes(UTF_8));
    }
    files.write(
        bytes,
        (places, why) -> {
          failure = why;
          if (why == null) {
            written.addAll(places);
          }
        });
    settle();
  }

  private String read(Page page) {
    String[] text = new String[1];
    files.read(
        page,
        (bytes, why) -> {
          failure = why;
          text[0] = bytes == null ? null : UTF_8.decode(bytes).toString();
        });
    settle();
    return text[0];
  }

  private void settle() {
    for (Runnable task; (task = journal.poll()) != null; ) {
      task.run();
    }
    loop.runReady();
  }

  @Test
  void aPageComesBackAsItWas() throws IOException {
    write("one", "", "three");
    write("four");

    assertEquals("three", read(written.get(2)));
    assertEquals("", read(written.get(1)));
    assertEquals("one", read(written.get(0)));
    assertEquals("four", read(written.get(3)));
    assertEquals(List.of(1L, 2L), PageFiles.files(disk));
  }

  @Test
  void whatIsToldAsWrittenSurvivesAPowerCut() {
    write("one", "two");

    disk.restart();

    assertEquals("two", read(written.get(1)));
  }

  @Test
  void aPowerCutBeforeThatLeavesAWholePageOrNone() throws IOException {
    String text = "a".repeat(9000);
    for (int seed = 0; seed < 40; seed++) {
      SimulatedDisk cut = new SimulatedDisk(new Random(seed));
      cut.cutPowerAt(1 + seed % 4);
      ManualLoop dying = new ManualLoop();
      PageFiles there = new PageFiles(cut, dying, Runnable::run, 0);
      there.write(List.of(text.getBytes(UTF_8)), (pages, why) -> failure = why);
      assertThrows(AssertionError.class, dying::runReady, "the crash is reported");
      cut.restart();
      for (long file : PageFiles.files(cut)) {
        try {
          Page page = new Page(file, 4, 9000);
          assertEquals(text, UTF_8.decode(PageFiles.readNow(cut, page)).toString());
        } catch (IOException e) {
          assertTrue(e.getMessage().contains("is damaged"), e.getMessage());
        }
      }
    }
  }

  @Test
  void anyChangedByteIsSeen() {
    write("one");
    byte[] whole = disk.content(PageFiles.nameOf(1));
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      disk.put(PageFiles.nameOf(1), changed);
      assertNull(read(written.get(0)));
      assertTrue(failure.getMessage().contains("is damaged"), failure.getMessage());
    }
  }

  @Test
  void aFullDiskIsTold() {
    disk.setCapacity(2);
    write("one");
    assertEquals("No space left on device", failure.getMessage());
  }

  @Test
  void aDeletedFileIsGone() throws IOException {
    write("one");
    files.delete(1);
    settle();
    assertEquals(List.of(), PageFiles.files(disk));
  }

  @Test
  void withoutAThreadItIsTriedAgain() {
    boolean[] refuses = {true};
    PageFiles waiting =
        new PageFiles(
            disk,
            loop,
            task -> {
              if (refuses[0]) {
                throw new RejectedExecutionException("there is no thread");
              }
              task.run();
            },
            0);
    waiting.write(List.of(new byte[1]), (pages, why) -> written.addAll(pages));
    loop.runReady();
    assertEquals(List.of(), written);

    refuses[0] = false;
    loop.advance(Duration.ofSeconds(1));

    assertEquals(List.of(new Page(1, 4, 1)), written);
  }
}
