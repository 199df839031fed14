package hearth.io.net;

/**
 * A stream of bytes to and from one peer, owned by one event loop: every method is called on the
 * loop's thread. TCP, TLS and WebSocket are channels that stack; the in-memory channel is the one
 * of tests and of a client in the broker's own process.
 *
 * <p>Writing only queues; the loop flushes each channel that was written to once at the end of its
 * turn. A channel that nobody writes to and whose peer sends whole frames holds no buffer.
 */
public interface Channel {
  /** Starts reading, with all bytes to this handler. Called once. */
  void open(ChannelHandler handler);

  /** Queues the bytes. The array is shared, not copied: nobody changes it afterwards. */
  void write(byte[] bytes);

  /**
   * Queues the bytes with two of them replaced, so that one encoded packet serves many peers that
   * differ only in the Packet Identifier. The array itself stays as it is.
   *
   * @param patchOffset where the two bytes stand, 0 to bytes.length - 2
   * @param patch their value, 0 to 65535, big-endian
   */
  void write(byte[] bytes, int patchOffset, int patch);

  /** Hands queued bytes to the operating system as far as it takes them. */
  void flush();

  /** Bytes queued and not yet taken by the operating system. */
  long pendingBytes();

  /** Stops reading, so that the peer is slowed down by its own full socket. */
  void pauseReading();

  void resumeReading();

  /**
   * Closes after what is queued is written, or after {@link #CLOSE_LINGER_NANOS} if the peer does
   * not take it. The handler hears {@link ChannelHandler#onClosed} once, later in the loop.
   */
  void close();

  /** Closes at once; queued bytes are lost. The handler hears {@code onClosed} once. */
  void abort();

  boolean isOpen();

  /** Who is at the other end. */
  Peer peer();

  /** How long {@link #close} waits for a peer that does not read. */
  long CLOSE_LINGER_NANOS = 2_000_000_000L;
}
