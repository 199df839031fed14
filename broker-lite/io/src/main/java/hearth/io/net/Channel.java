package hearth.io.net;

import hearth.io.loop.Flushable;
import java.util.function.Consumer;

/**
 * A stream of bytes to and from one peer, owned by one event loop: every method is called on the
 * loop's thread. TCP, TLS and WebSocket are channels that stack; the in-memory channel is the one
 * of tests and of a client in the broker's own process.
 *
 * <p>Writing only queues; the loop flushes each channel that was written to once at the end of its
 * turn. A channel that nobody writes to and whose peer sends whole frames holds no buffer. No
 * method calls the handler before it returns, but for {@link ChannelHandler#onLetGo}.
 *
 * <p>When the peer ends its side in order, the channel closes as by {@link #close}: what is queued
 * still goes out, and what the handler left over is dropped.
 */
public interface Channel extends Flushable {
  /** How long {@link #close} waits for a peer that does not read. */
  long CLOSE_LINGER_NANOS = 2_000_000_000L;

  /** Starts reading, with all bytes to this handler. Called once. */
  void open(ChannelHandler handler);

  /**
   * Queues the bytes; drops them where the channel is no longer open. The array is shared, not
   * copied: nobody changes it afterwards.
   */
  void write(byte[] bytes);

  /**
   * Queues the bytes with two of them replaced, so that one encoded packet serves many peers that
   * differ only in the Packet Identifier. The array itself stays as it is.
   *
   * @param patchOffset where the two bytes stand, 0 to bytes.length - 2; negative for no patch
   * @param patch their value, 0 to 65535, big-endian
   */
  void write(byte[] bytes, int patchOffset, int patch);

  /**
   * Queues bytes that other channels may have queued, too, as the payload of a message to very many
   * is: they exist once, however many queues they are in.
   *
   * @param owner whose bytes they are; {@link ChannelHandler#onLetGo} hears of it when this channel
   *     holds none of them any longer
   * @param shared at least one array, none of them empty
   * @return false where they are dropped, and nobody hears of the owner: the channel is not open
   */
  boolean writeShared(Object owner, byte[]... shared);

  /** Hands queued bytes to the operating system as far as it takes them. */
  @Override
  void flush();

  /** Bytes queued and not yet taken by the operating system, those that are shared included. */
  long pendingBytes();

  /**
   * As {@link #pendingBytes} without those that are shared: what memory this channel takes alone.
   */
  long ownBytes();

  /**
   * Stops reading, so that the peer is slowed down by its own full socket. Bytes that the handler
   * leaves over in the same call are kept and stand first when reading is resumed.
   */
  void pauseReading();

  void resumeReading();

  /**
   * Stops reading until its turn comes, after all who gave way before: for a peer that sends more
   * than its share. The handler is then called with what it has left over, be it nothing. Called by
   * the handler, within {@link ChannelHandler#onBytes}.
   */
  void yieldTurn();

  /** Whether it waits for its turn. */
  boolean givesWay();

  /**
   * Closes after what is queued is written and the peer has ended its side too, or after {@link
   * #CLOSE_LINGER_NANOS}. From now on the handler gets no bytes; it hears {@link
   * ChannelHandler#onClosed} once, later in the loop.
   */
  void close();

  /**
   * Closes at once; queued bytes are lost and the peer sees a reset. The handler hears {@code
   * onClosed} once, later in the loop.
   */
  void abort();

  /**
   * Hands the channel over once it is closed, later in the loop, whether it was ever opened or not.
   * For whoever counts channels that others own; called once, before it is closed.
   */
  void whenClosed(Consumer<? super Channel> action);

  /** Whether it is neither closing nor closed. */
  boolean isOpen();

  /** The channel that carries this one: the lowest of those that stand on each other. */
  default Channel transport() {
    return this;
  }

  /** What its layers hold while it is open, about, in bytes; 0 for a socket alone. */
  default int layerBytes() {
    return 0;
  }

  /** Who is at the other end. */
  Peer peer();
}
