package hearth.io.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What a channel calls, on its loop's thread. An exception from any method aborts the channel. */
public interface ChannelHandler {
  /**
   * Bytes have come. The handler consumes as many as it can use (by the buffer's position); the
   * rest is kept by the channel and stands at the start of the next call. The buffer is the loop's:
   * nothing may keep it.
   *
   * @return how many bytes, those left over included, are needed before another call makes sense; 0
   *     where any number does
   */
  int onBytes(ByteBuffer bytes);

  /**
   * More bytes have come, but not yet as many as were asked for.
   *
   * @param kept how many the channel now keeps
   */
  default void onMore(int kept) {}

  /**
   * As many bytes have come as were asked for, and they are very many. For a handler that takes
   * such ones slowly, whoever they come from.
   *
   * @param kept how many the channel keeps
   * @return nanoseconds until it wants them, 0 for now; nothing more is read meanwhile
   */
  default long untilWanted(int kept) {
    return 0;
  }

  /** Queued bytes, which had piled up, have gone: there is room to write again. */
  default void onWritable() {}

  /**
   * Bytes of {@link Channel#writeShared(Object, byte[]...)} are queued here no longer: they have
   * gone, or the channel was closed before they did. Called in the midst of flushing or closing: it
   * writes nothing and closes nothing.
   *
   * @param owner as it was given with them
   */
  default void onLetGo(Object owner) {}

  /**
   * The channel is closed; the last call.
   *
   * @param cause what broke it, or null where one side closed it in order
   */
  void onClosed(IOException cause);
}
