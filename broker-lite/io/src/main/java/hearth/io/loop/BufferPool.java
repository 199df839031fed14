package hearth.io.loop;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Pieces of memory outside of Java's heap, for bytes that wait for more: the half of a large
 * packet. In the heap, collections would copy them, and everybody would wait for that.
 *
 * <pre>
 *   made -> in use <-> free -> when none was taken for some time: gone, but for a few
 * </pre>
 *
 * One thread's.
 */
public final class BufferPool {
  public static final int PIECE_BYTES = 64 << 10;

  /** As many bytes as half packets of all clients may hold where no limit is configured. */
  private static final int MAX = 384;

  /** A home's larger messages. */
  private static final int KEPT = 16;

  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  private final EventLoop loop;
  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>(0);
  private int made;
  private boolean isLooking;
  private boolean isBusy;

  BufferPool(EventLoop loop) {
    this.loop = loop;
  }

  /** An empty piece; one of the heap, where as many are in use as there may be. */
  public ByteBuffer take() {
    isBusy = true;
    ByteBuffer piece = free.pollLast();
    if (piece != null) {
      return piece.clear();
    }
    if (made == MAX) {
      return ByteBuffer.allocate(PIECE_BYTES);
    }
    made++;
    return ByteBuffer.allocateDirect(PIECE_BYTES);
  }

  /** Whoever took it has no more use for it. */
  public void giveBack(ByteBuffer piece) {
    if (piece.isDirect()) {
      free.addLast(piece);
      lookLater();
    }
  }

  private void lookLater() {
    if (!isLooking && free.size() > KEPT) {
      isLooking = true;
      isBusy = false;
      loop.schedule(QUIET_NANOS, this::look);
    }
  }

  private void look() {
    isLooking = false;
    if (isBusy) {
      lookLater();
    } else if (free.size() > KEPT) {
      while (free.size() > KEPT) {
        free.removeLast();
        made--;
      }
      System.gc(); // Java has no other way to free them, and may collect nothing for hours
    }
  }
}
