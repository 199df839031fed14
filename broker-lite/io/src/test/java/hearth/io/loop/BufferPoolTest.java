package hearth.io.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  private final ManualLoop loop = new ManualLoop(new ManualClock());
  private final BufferPool pool = loop.pieces();

  private List<ByteBuffer> take(int count) {
    List<ByteBuffer> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(pool.take());
    }
    return taken;
  }

  /** How many of the next pieces were there before. */
  private int known(List<ByteBuffer> before, int count) {
    Set<ByteBuffer> known = Collections.newSetFromMap(new IdentityHashMap<>());
    known.addAll(before);
    return (int) take(count).stream().filter(known::contains).count();
  }

  @Test
  void aPieceIsTakenAgainAndEmpty() {
    ByteBuffer piece = pool.take();
    assertTrue(piece.isDirect());
    piece.put(new byte[100]).flip();
    pool.giveBack(piece);

    assertSame(piece, pool.take());
    assertEquals(BufferPool.PIECE_BYTES, piece.remaining());
  }

  @Test
  void whatWasTakenInABurstGoesAfterIt() {
    List<ByteBuffer> burst = take(100);
    burst.forEach(pool::giveBack);

    loop.advance(Duration.ofSeconds(11));

    assertEquals(16, known(burst, 100));
  }

  @Test
  void nothingGoesWhileTheBurstLasts() {
    List<ByteBuffer> burst = take(100);
    burst.forEach(pool::giveBack);
    for (int i = 0; i < 10; i++) {
      loop.advance(Duration.ofSeconds(6));
      pool.giveBack(pool.take());
    }

    assertEquals(100, known(burst, 100));
  }

  @Test
  void anIdlePoolSetsNoTimer() {
    take(16).forEach(pool::giveBack);

    assertEquals(-1, loop.nanosToNext());
  }

  @Test
  void soManyAreOutsideOfTheHeapAndNotMore() {
    List<ByteBuffer> max = take(384);
    ByteBuffer more = pool.take();

    assertFalse(more.isDirect());
    pool.giveBack(more);
    pool.giveBack(max.get(0));
    assertSame(max.get(0), pool.take());
    assertFalse(pool.take().isDirect());
  }
}
