package hearth.io.net;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** A handler that remembers what it was told, and objects to being told after the end. */
final class Recorder implements ChannelHandler {
  /** What to do with bytes that come: by default all are taken. */
  ToIntFunction<ByteBuffer> onBytes = this::takeAll;

  Runnable onWritable = () -> {};

  /** For how long much that has come is not wanted. */
  long unwantedNanos;

  int offered;

  /** Owners of shared bytes that the channel has let go. */
  final List<Object> letGo = new ArrayList<>();

  final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  int calls;
  int writable;
  boolean closed;
  IOException cause;

  int takeAll(ByteBuffer in) {
    return take(in, in.remaining());
  }

  int take(ByteBuffer in, int count) {
    byte[] taken = new byte[count];
    in.get(taken);
    bytes.writeBytes(taken);
    return 0;
  }

  String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public int onBytes(ByteBuffer in) {
    assertFalse(closed, "bytes after the end");
    calls++;
    return onBytes.applyAsInt(in);
  }

  @Override
  public long untilWanted(int kept) {
    offered++;
    return unwantedNanos;
  }

  @Override
  public void onWritable() {
    assertFalse(closed, "writable after the end");
    writable++;
    onWritable.run();
  }

  @Override
  public void onLetGo(Object owner) {
    letGo.add(owner);
  }

  @Override
  public void onClosed(IOException cause) {
    assertFalse(closed, "closed twice");
    closed = true;
    this.cause = cause;
  }
}
