package hearth.protocol.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SipHashTest {
  private static final int MANY = 1 << 14;

  /** Names that all have one hash where it is the sum of powers of 31, as that of a String. */
  private static List<String> chosen() {
    List<String> names = new ArrayList<>();
    for (int bits = 0; bits < MANY; bits++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 14; bit++) {
        name.append((bits >> bit & 1) == 0 ? "Aa" : "BB");
      }
      names.add(name.toString());
    }
    assertEquals(1, names.stream().map(String::hashCode).distinct().count());
    return names;
  }

  /** Probes are counted, and not time. */
  @Test
  void namesThatWereChosenToBeAlikeAreSpreadInATable() {
    LevelTree<String, String> tree = new LevelTree<>(SipHash.of(new Random(3)));
    for (String name : chosen()) {
      tree.make(name.getBytes(StandardCharsets.UTF_8)).first = name;
    }
    for (String name : chosen()) {
      assertEquals(name, tree.find(name.getBytes(StandardCharsets.UTF_8)).first);
    }
    int longest = tree.root.maxSearch();
    assertTrue(longest < 200, () -> "a search looks at " + longest + " places");
  }

  @Test
  void noKeyHasTheHashesOfAnother() {
    byte[] name = "home/kitchen".getBytes(StandardCharsets.UTF_8);
    int first = new SipHash(1, 2).hash(name, 0, name.length);
    assertEquals(first, new SipHash(1, 2).hash(name, 0, name.length));
    assertNotEquals(first, new SipHash(1, 3).hash(name, 0, name.length));
    assertNotEquals(first, new SipHash(2, 2).hash(name, 0, name.length));
    assertNotEquals(first, new SipHash(1, 2).hash(name, 0, name.length - 1));
    byte[] longer = "xhome/kitchenx".getBytes(StandardCharsets.UTF_8);
    assertEquals(first, new SipHash(1, 2).hash(longer, 1, longer.length - 1));
  }

  /** Of all lengths around the words of eight bytes, each byte counts. */
  @Test
  void everyByteCounts() {
    SipHash hash = new SipHash(5, 7);
    for (int length = 1; length < 40; length++) {
      byte[] bytes = new byte[length];
      int before = hash.hash(bytes, 0, length);
      for (int at = 0; at < length; at++) {
        bytes[at] = 1;
        assertNotEquals(before, hash.hash(bytes, 0, length), "byte " + at + " of " + length);
        bytes[at] = 0;
      }
    }
  }
}
