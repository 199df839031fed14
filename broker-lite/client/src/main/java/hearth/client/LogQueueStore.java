package hearth.client;

import hearth.io.file.AppendLog;
import hearth.io.file.Disk;
import hearth.io.file.Durability;
import hearth.io.file.RecoveryListener;
import hearth.io.loop.EventLoop;
import hearth.protocol.codec.ClientPacketDecoder;
import hearth.protocol.codec.PacketDecoder;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.codec.PacketSizes;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;

/**
 * Keeps waiting messages in an append log. Three records:
 *
 * <pre>
 * 1 KEPT       sequence (8 bytes), the message as a PUBLISH of MQTT 5.0
 * 2 FORGOTTEN  sequence (8 bytes)
 * 3 KEPT_AT    sequence (8 bytes), wall clock in ms since 1970 (8 bytes), the message
 * </pre>
 *
 * <p>A message with a Message Expiry Interval is KEPT_AT: what passed until the next run is taken
 * off its interval, and one that has expired is not sent. A clock that went back meanwhile says
 * nothing about that, and takes nothing off.
 *
 * <p>A message of QoS 1 or 2 whose acknowledgement the process did not live to see is sent again by
 * the next one, as a new message.
 */
public final class LogQueueStore implements QueueStore {
  private static final int KEPT = 1;
  private static final int FORGOTTEN = 2;
  private static final int KEPT_AT = 3;

  /** A log smaller than this is left alone. */
  private static final long COMPACTED_FROM_BYTES = 256 * 1024;

  /** Then it is rewritten when it is so many times what is live. */
  private static final int COMPACTED_FROM_FACTOR = 4;

  /** How many messages are rewritten in one turn of the loop. */
  private static final int STEP = 64;

  private final EventLoop loop;
  private final Durability durability;
  private final Consumer<? super IOException> failures;
  private final TreeMap<Long, Kept> live = new TreeMap<>();
  private AppendLog log;
  private long lastSequence;
  private long liveBytes;
  private boolean failing;

  /** A message that waits. */
  private static final class Kept {
    final Message message;

    /** When it came, where it expires. */
    final long wallMillis;

    Kept(Message message, long wallMillis) {
      this.message = message;
      this.wallMillis = wallMillis;
    }

    boolean expires() {
      return message.properties().has(Property.MESSAGE_EXPIRY_INTERVAL);
    }
  }

  private LogQueueStore(
      EventLoop loop, Durability durability, Consumer<? super IOException> failures) {
    this.loop = loop;
    this.durability = durability;
    this.failures = failures;
  }

  /**
   * Opens a store. Blocks; call it before the loop runs.
   *
   * @param loop of the client that will use it
   * @param journal runs one task after the other on a thread of its own
   * @param salts random numbers
   * @param durability of each message that is kept
   * @param failures hears when keeping begins to fail, and of each damaged record: the messages in
   *     memory are not touched by either
   * @throws IOException where the directory cannot be read, or a newer version wrote it
   */
  public static LogQueueStore open(
      Disk disk,
      EventLoop loop,
      Executor journal,
      LongSupplier salts,
      Durability durability,
      Consumer<? super IOException> failures)
      throws IOException {
    LogQueueStore store = new LogQueueStore(loop, durability, failures);
    store.log =
        AppendLog.open(
            disk, loop, journal, salts, AppendLog.Settings.DEFAULT, store.new Recovered());
    return store;
  }

  /** Builds up what is live. */
  private final class Recovered implements RecoveryListener {
    @Override
    public void record(int type, ByteBuffer payload) {
      long sequence = payload.getLong();
      lastSequence = Math.max(lastSequence, sequence);
      if (type != FORGOTTEN) {
        try {
          long wallMillis = type == KEPT_AT ? payload.getLong() : 0;
          put(sequence, new Kept(decode(payload), wallMillis));
        } catch (MqttProtocolException e) {
          failures.accept(new IOException("a kept message cannot be understood", e));
        }
      } else {
        drop(sequence);
      }
    }

    @Override
    public void damaged(
        String segment, long offset, int type, long length, ByteBuffer payload, String setAside) {
      failures.accept(
          new IOException(
              length
                  + " bytes of the queue's file "
                  + segment
                  + " are damaged"
                  + (setAside == null ? "" : "; they are now in " + setAside)));
    }

    @Override
    public void tornTail(String segment, long offset, long length) {
      // Never promised to be there.
    }
  }

  private void put(long sequence, Kept kept) {
    if (live.put(sequence, kept) == null) {
      liveBytes += size(kept.message);
    }
  }

  private void drop(long sequence) {
    Kept kept = live.remove(sequence);
    if (kept != null) {
      liveBytes -= size(kept.message);
    }
  }

  private static long size(Message message) {
    return (long) message.payload().length + message.topic().utf8().length;
  }

  @Override
  public void recover(ObjLongConsumer<Message> each) {
    List.copyOf(live.entrySet()).forEach(entry -> recover(entry.getKey(), entry.getValue(), each));
  }

  private void recover(long sequence, Kept kept, ObjLongConsumer<Message> each) {
    if (!kept.expires()) {
      each.accept(kept.message, sequence);
      return;
    }
    long passed = Math.max(0, wallMillis() - kept.wallMillis) / 1000;
    long interval = kept.message.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, 0);
    if (interval > passed) {
      each.accept(kept.message.with(Property.MESSAGE_EXPIRY_INTERVAL, interval - passed), sequence);
    } else {
      forget(sequence);
    }
  }

  private long wallMillis() {
    return loop.clock().wallTime().toEpochMilli();
  }

  @Override
  public long keep(Message message) {
    long sequence = ++lastSequence;
    Kept kept = new Kept(message, wallMillis());
    put(sequence, kept);
    append(sequence, kept);
    return sequence;
  }

  private void append(long sequence, Kept kept) {
    byte[] head =
        kept.expires()
            ? ByteBuffer.allocate(2 * Long.BYTES).putLong(sequence).putLong(kept.wallMillis).array()
            : bytes(sequence);
    log.append(kept.expires() ? KEPT_AT : KEPT, head, encode(kept.message), durability, this::done);
  }

  @Override
  public void forget(long sequence) {
    drop(sequence);
    log.append(FORGOTTEN, bytes(sequence), Durability.UNFORCED, this::done);
    long size = log.sizeBytes();
    if (size > COMPACTED_FROM_BYTES
        && size > COMPACTED_FROM_FACTOR * liveBytes
        && !log.isCompacting()) {
      log.beginCompaction();
      compact(List.copyOf(live.keySet()).iterator());
    }
  }

  /** Writes what is live again, step by step; what has been forgotten meanwhile is left out. */
  private void compact(Iterator<Long> sequences) {
    for (int i = 0; i < STEP && sequences.hasNext(); i++) {
      long sequence = sequences.next();
      Kept kept = live.get(sequence);
      if (kept != null) {
        append(sequence, kept);
      }
    }
    if (sequences.hasNext()) {
      loop.execute(() -> compact(sequences));
    } else {
      log.endCompaction(this::done);
    }
  }

  private void done(IOException failure) {
    if (failure != null && !failing) {
      failures.accept(failure);
    }
    failing = failure != null;
  }

  @Override
  public void close() {
    log.close(this::done);
  }

  private static byte[] bytes(long sequence) {
    return ByteBuffer.allocate(Long.BYTES).putLong(sequence).array();
  }

  private static byte[] encode(Message message) {
    int packetIdentifier = message.qos() == QoS.AT_MOST_ONCE ? 0 : 1;
    return PacketEncoder.encode(
        new Publish(
            false,
            message.qos(),
            message.retain(),
            message.topic(),
            packetIdentifier,
            message.properties(),
            message.payload()),
        MqttVersion.V5);
  }

  private static Message decode(ByteBuffer bytes) throws MqttProtocolException {
    PacketDecoder decoder = new ClientPacketDecoder(PacketSizes.LARGEST);
    decoder.version(MqttVersion.V5);
    Publish publish = (Publish) decoder.decode(bytes);
    return new Message(
        publish.topic(), publish.payload(), publish.qos(), publish.retain(), publish.properties());
  }
}
