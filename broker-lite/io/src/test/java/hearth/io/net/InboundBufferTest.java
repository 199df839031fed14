package hearth.io.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.loop.BufferPool;
import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InboundBufferTest {
  private static final int ANNOUNCED = 256 << 20;

  private final BufferPool pool = new ManualLoop(new ManualClock()).pieces();
  private final InboundBuffer leftover = new InboundBuffer(pool);

  private int room() {
    return leftover.count() == 0 ? 0 : leftover.asBuffer().capacity();
  }

  @Test
  void announcingMuchCostsNothing() {
    leftover.replaceWith(ByteBuffer.wrap(new byte[5]));
    leftover.append(ByteBuffer.wrap(new byte[3]), ANNOUNCED);

    assertEquals(8, leftover.count());
    assertTrue(room() <= 16, () -> "room for " + room());
  }

  @Test
  void itGrowsWithWhatComesAndNotBeyondWhatIsNeeded() {
    int needed = 1_000_000;
    byte[] piece = new byte[1_000];
    while (leftover.count() < needed) {
      leftover.append(ByteBuffer.wrap(piece), needed);
    }

    assertEquals(needed, room());
  }

  @Test
  void piecesAreJoinedInTheirOrder() {
    byte[] sent = new byte[300_000];
    new Random(1).nextBytes(sent);
    for (int at = 0, length = 1; at < sent.length; at += length, length = length * 3 % 70_001) {
      length = Math.min(length, sent.length - at);
      leftover.append(ByteBuffer.wrap(sent, at, length), at % 2 == 0 ? ANNOUNCED : sent.length);
    }

    ByteBuffer joined = leftover.asBuffer();
    assertEquals(ByteBuffer.wrap(sent), joined);
    joined.position(100_000);
    leftover.replaceWith(joined);
    leftover.append(ByteBuffer.wrap(sent, 0, 100_000), 0);
    assertEquals(
        ByteBuffer.wrap(sent, 100_000, 200_000), leftover.asBuffer().duplicate().limit(200_000));
    assertEquals(
        ByteBuffer.wrap(sent, 0, 100_000), leftover.asBuffer().duplicate().position(200_000));
  }

  @Test
  void roomForALargeFrameGoesWithIt() {
    leftover.append(ByteBuffer.wrap(new byte[100_000]), 100_000);
    ByteBuffer bytes = leftover.asBuffer();
    bytes.position(99_990);
    leftover.replaceWith(bytes);
    assertEquals(10, leftover.count());
    assertEquals(10, room());

    leftover.replaceWith(ByteBuffer.allocate(0));
    assertEquals(0, leftover.count());
  }

  /** What waits for more is not in the heap. */
  @Test
  void muchLiesInPiecesThatGoBackWhenItIsWholeOrGivenUp() {
    ByteBuffer piece = pool.take();
    pool.giveBack(piece);

    leftover.append(ByteBuffer.wrap(new byte[40_000]), 100_000);
    assertNotSame(piece, pool.take());
    leftover.append(ByteBuffer.wrap(new byte[60_000]), 100_000);
    assertEquals(100_000, leftover.asBuffer().remaining());
    assertNotSame(pool.take(), pool.take()); // both are back; the one taken first comes last

    pool.giveBack(piece);
    leftover.clear();
    leftover.append(ByteBuffer.wrap(new byte[40_000]), ANNOUNCED);
    assertNotSame(piece, pool.take());
    leftover.clear();
    assertEquals(0, leftover.count());
    assertSame(piece, pool.take());
  }

  /** A flood of small packets, of which a turn takes some: no array is made for the rest. */
  @Test
  void whatIsReadInPartStaysWhereItIs() {
    ByteBuffer sent = ByteBuffer.allocate(60_000);
    new Random(2).nextBytes(sent.array());
    leftover.replaceWith(sent.duplicate());
    ByteBuffer piece = leftover.asBuffer();
    assertTrue(piece.isDirect());

    leftover.replaceWith(piece.position(40_000));
    assertSame(piece, leftover.asBuffer());
    assertEquals(sent.position(40_000), leftover.asBuffer());
    leftover.append(ByteBuffer.wrap(new byte[50_000]), 70_000);
    assertEquals(70_000, leftover.count());
    assertEquals(sent, leftover.asBuffer().duplicate().limit(20_000));

    leftover.replaceWith(leftover.asBuffer().limit(70_000).position(69_000));
    assertEquals(1_000, room());
    assertEquals(ByteBuffer.allocate(1_000), leftover.asBuffer());
  }
}
