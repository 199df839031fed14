package hearth.protocol.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TopicNamesTest {
  private final TopicNames names = new TopicNames(64);

  @Test
  void aKnownNameIsNotMadeAgain() {
    TopicName first = read("home/livingroom/temperature");
    assertEquals(TopicName.of("home/livingroom/temperature"), first);
    assertSame(first, read("home/livingroom/temperature"));
  }

  @Test
  void thePositionMovesPastTheName() {
    ByteBuffer in = ByteBuffer.wrap("a/ba/bx".getBytes(StandardCharsets.UTF_8));
    assertEquals("a/b", names.of(in, 3).toString());
    assertEquals("a/b", names.of(in, 3).toString());
    assertEquals(1, in.remaining());
  }

  @Test
  void moreNamesThanFitAreStillRight() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 1000; i++) {
        assertEquals("topic/" + i, read("topic/" + i).toString());
      }
    }
  }

  @Test
  void aNameThatIsNoneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> read("a/+"));
    assertThrows(IllegalArgumentException.class, () -> read(""));
    ByteBuffer broken = ByteBuffer.wrap(new byte[] {(byte) 0xC0, (byte) 0x80});
    assertThrows(MalformedUtf8Exception.class, () -> names.of(broken, 2));
  }

  private TopicName read(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return names.of(ByteBuffer.wrap(bytes), bytes.length);
  }
}
