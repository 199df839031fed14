package hearth.client;

import hearth.io.file.AppendLog;
import hearth.io.file.Disk;
import hearth.io.file.Durability;
import hearth.io.file.RecoveryListener;
import hearth.io.loop.EventLoop;
import hearth.protocol.codec.PacketDecoder;
import hearth.protocol.codec.PublishEncoder;
import hearth.protocol.codec.Role;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Keeps messages in a log until the server has acknowledged them, so that readings taken while it
 * was away arrive later, in their order, over restarts of this process too. Each carries the time
 * of its publishing as the User Property {@value #TIME}, and {@value #CLOCK} = {@value
 * #UNSYNCHRONISED} where the clock was not set then; a server of 3.1.1 gets neither.
 *
 * <pre>
 *   publish ─► log ─► waiting ─► client, so many at a time ─► acknowledged: forgotten
 * </pre>
 *
 * <p>After a crash a message may come twice. On the loop's thread.
 */
public final class OfflineQueue {
  public static final String TIME = "time";
  public static final String CLOCK = "clock";
  public static final String UNSYNCHRONISED = "unsynchronised";

  private static final int MESSAGE = 1;
  private static final int DONE = 2;
  private static final int UNDER_WAY = 64;
  private static final long SHORT_BYTES = 1L << 20;
  private static final int GROWTH = 4;
  private static final byte[] NOTHING = {};

  /**
   * Where it gets its messages rid of.
   *
   * @param publish of a client that is connecting or connected: {@code client::publish}
   * @param isClockSet whether the wall clock can be believed
   * @param dropped hears of messages that had to go because the queue was full, or that the server
   *     refused
   */
  public record Way(
      Function<Message, CompletableFuture<PublishResult>> publish,
      BooleanSupplier isClockSet,
      Consumer<Message> dropped) {}

  private final EventLoop loop;
  private final int mostMessages;
  private final Way way;

  /** All that is not acknowledged, by number, and so in the order of publishing. */
  private final TreeMap<Long, Message> open = new TreeMap<>();

  private AppendLog log;
  private long lastNumber;

  /** Every open message up to this number is with the client. */
  private long handedOver;

  private int underWay;

  /** How long the log may become before it is written again. */
  private long mostBytes = SHORT_BYTES;

  private OfflineQueue(EventLoop loop, int mostMessages, Way way) {
    this.loop = loop;
    this.mostMessages = mostMessages;
    this.way = way;
  }

  /**
   * Reads what waits from before, and begins to publish it. Blocks; called before the loop runs.
   *
   * @param journalThread runs one task after the other, off the loop
   * @param salts random numbers
   * @param mostMessages the oldest goes for one more, 1 or more
   * @throws IOException where the folder cannot be read or was written by a newer version
   */
  public static OfflineQueue open(
      Disk disk,
      EventLoop loop,
      Executor journalThread,
      LongSupplier salts,
      int mostMessages,
      Way way)
      throws IOException {
    OfflineQueue queue = new OfflineQueue(loop, mostMessages, way);
    queue.log =
        AppendLog.open(
            disk, loop, journalThread, salts, AppendLog.Settings.DEFAULT, queue.new Reader());
    queue.handOver();
    return queue;
  }

  /** Puts back what was not acknowledged; what is damaged cannot be sent. */
  private final class Reader implements RecoveryListener {
    @Override
    public void record(int type, ByteBuffer payload) {
      long number = payload.getLong();
      lastNumber = Math.max(lastNumber, number);
      if (type == DONE) {
        open.remove(number);
      } else {
        open.put(number, decode(payload.slice()));
      }
    }

    @Override
    public void damaged(
        String segment, long offset, int type, long length, ByteBuffer payload, String setAside) {
      // It is in a file of its own now; the messages around it are sent.
    }

    @Override
    public void tornTail(String segment, long offset, long length) {
      // A message whose publishing was cut short.
    }
  }

  private static Message decode(ByteBuffer bytes) {
    PacketDecoder decoder = new PacketDecoder(Role.SERVER, Integer.MAX_VALUE);
    decoder.version(MqttVersion.V5);
    try {
      Publish publish = (Publish) decoder.decode(bytes);
      return new Message(
          publish.topic(),
          publish.payload(),
          publish.qos(),
          publish.retain(),
          publish.properties());
    } catch (MqttProtocolException e) {
      throw new IllegalStateException("a whole record holds no PUBLISH", e);
    }
  }

  /** Takes a message of QoS 1 or 2: it is sent when all before it have been. */
  public void publish(Message message) {
    if (message.qos() == QoS.AT_MOST_ONCE) {
      throw new IllegalArgumentException("nobody acknowledges QoS 0: publish it without a queue");
    }
    Message timed = message.withUserProperty(TIME, loop.clock().wallTime().toString());
    if (!way.isClockSet.getAsBoolean()) {
      timed = timed.withUserProperty(CLOCK, UNSYNCHRONISED);
    }
    if (open.size() >= mostMessages) {
      dropOldest();
    }
    open.put(++lastNumber, timed);
    write(lastNumber, timed);
    handOver();
  }

  /** Messages that are not acknowledged. */
  public int size() {
    return open.size();
  }

  /** Writes everything and closes the files. */
  public void close(AppendLog.Completion done) {
    log.close(done);
  }

  private void dropOldest() {
    Long waiting = open.higherKey(handedOver);
    if (waiting == null) {
      waiting = open.firstKey();
    }
    way.dropped.accept(open.get(waiting));
    done(waiting);
  }

  private int write(long number, Message message) {
    Publish publish =
        new Publish(
            false,
            message.qos(),
            message.retain(),
            message.topic(),
            1,
            message.properties(),
            message.payload());
    byte[] head = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    byte[] body = PublishEncoder.encode(publish, MqttVersion.V5).bytes();
    log.append(MESSAGE, head, body, Durability.INTERVAL, null);
    return body.length;
  }

  private void handOver() {
    while (underWay < UNDER_WAY) {
      Map.Entry<Long, Message> next = open.higherEntry(handedOver);
      if (next == null) {
        return;
      }
      handedOver = next.getKey();
      underWay++;
      long number = next.getKey();
      Message message = next.getValue();
      way.publish
          .apply(message)
          .whenComplete((result, failure) -> loop.execute(() -> ended(number, message, failure)));
    }
  }

  private void ended(long number, Message message, Throwable failure) {
    underWay--;
    boolean isRefused = failure instanceof MqttException e && e.reasonCode() != null;
    if (isRefused) {
      way.dropped.accept(message);
    }
    // Where the client itself has ended, the next one sends it.
    if ((failure == null || isRefused) && open.containsKey(number)) {
      done(number);
      handOver();
    }
  }

  private void done(long number) {
    open.remove(number);
    byte[] payload = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    log.append(DONE, payload, NOTHING, Durability.UNFORCED, null);
    compact();
  }

  /** What waits is little: it is written again at once when the log is mostly history. */
  private void compact() {
    if (log.isCompacting() || log.sizeBytes() < mostBytes) {
      return;
    }
    log.beginCompaction();
    long live = 0;
    for (Map.Entry<Long, Message> each : open.entrySet()) {
      live += write(each.getKey(), each.getValue());
    }
    mostBytes = Math.max(SHORT_BYTES, GROWTH * live);
    log.endCompaction(failure -> {});
  }
}
