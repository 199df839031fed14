package hearth.broker.session;

import hearth.broker.message.Message;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Messages in a row that wait for a client that is away, in one array: less than half of the memory
 * of their objects, and nothing for a collection of garbage to follow. Made objects again when they
 * are asked for.
 *
 * <pre>
 *   flags 1, topic 1, publisher 1, length 2, the journal's number 8, payload
 *   flags   QoS 2 bits, RETAIN, QoS as published 2 bits, RETAIN as published
 *   number  of the message; its place in the queue has the next
 * </pre>
 */
final class PackedMessages {
  private static final int HEAD_BYTES = 13;
  private static final int MAX_BYTES = 4096;

  /** Few enough to look for one by one. */
  private static final int MAX_NAMES = 16;

  private static final int QOS = 3;
  private static final int RETAIN = 1 << 2;
  private static final int PUBLISHED_QOS_SHIFT = 3;
  private static final int PUBLISHED_RETAIN = 1 << 5;

  private final byte[] bytes;

  /** Topic Names and publishers, of which the messages know the places. */
  private Object[] names = new Object[2];

  private int namesUsed;
  private int head;
  private int tail;

  /**
   * Room for a message, and more where many wait already.
   *
   * @param before those in front of it, or null
   */
  PackedMessages(OutgoingMessage first, PackedMessages before) {
    int more = before == null ? 0 : Math.min(MAX_BYTES, 2 * before.bytes.length);
    bytes = new byte[Math.max(more, size(first))];
    add(first);
  }

  /** Whether nothing of a message is lost when it is packed. */
  static boolean canPack(OutgoingMessage outgoing) {
    Message message = outgoing.message();
    return message.properties().length == 0
        && message.expiresAt() == Message.NEVER
        && message.payload().length < MAX_BYTES
        && outgoing.subscriptionIdentifiers() == null
        && outgoing.shared() == null
        && outgoing.packetIdentifier() == 0
        && outgoing.number() == message.journalNumber() + 1;
  }

  private static int size(OutgoingMessage outgoing) {
    return HEAD_BYTES + outgoing.message().payload().length;
  }

  /** Adds a message, or returns false where it has no room. */
  boolean add(OutgoingMessage outgoing) {
    Message message = outgoing.message();
    if (bytes.length - tail < size(outgoing) || namesUsed > MAX_NAMES - 2) {
      return false;
    }
    int flags =
        outgoing.qos().level()
            | (outgoing.retain() ? RETAIN : 0)
            | message.qos().level() << PUBLISHED_QOS_SHIFT
            | (message.retain() ? PUBLISHED_RETAIN : 0);
    ByteBuffer out = ByteBuffer.wrap(bytes).position(tail);
    out.put((byte) flags).put(index(message.topic())).put(index(message.publisher()));
    out.putShort((short) message.payload().length).putLong(message.journalNumber());
    out.put(message.payload());
    tail = out.position();
    return true;
  }

  /** Names are the same objects most of the time; if not, one is there twice. */
  private byte index(Object name) {
    for (int i = 0; i < namesUsed; i++) {
      if (names[i] == name) {
        return (byte) i;
      }
    }
    if (namesUsed == names.length) {
      names = Arrays.copyOf(names, 2 * namesUsed);
    }
    names[namesUsed] = name;
    return (byte) namesUsed++;
  }

  boolean isEmpty() {
    return head == tail;
  }

  /** The journal's number of the first place. */
  long firstNumber() {
    return read(ByteBuffer.wrap(bytes).position(head)).number();
  }

  /** Takes the first out. */
  OutgoingMessage poll() {
    ByteBuffer in = ByteBuffer.wrap(bytes).position(head);
    OutgoingMessage first = read(in);
    head = in.position();
    return first;
  }

  void forEach(Consumer<? super OutgoingMessage> action) {
    ByteBuffer in = ByteBuffer.wrap(bytes).position(head);
    while (in.position() < tail) {
      action.accept(read(in));
    }
  }

  /** Takes all out. */
  void drainTo(Consumer<? super OutgoingMessage> action) {
    forEach(action);
    head = tail;
  }

  private OutgoingMessage read(ByteBuffer in) {
    int flags = in.get();
    TopicName topic = (TopicName) names[in.get()];
    String publisher = (String) names[in.get()];
    byte[] payload = new byte[in.getShort()];
    final long number = in.getLong();
    in.get(payload);
    Message message =
        new Message(
            topic,
            payload,
            QoS.of(flags >> PUBLISHED_QOS_SHIFT & QOS),
            (flags & PUBLISHED_RETAIN) != 0,
            Properties.NONE,
            publisher,
            Message.NEVER);
    message.journalNumber(number);
    OutgoingMessage outgoing =
        new OutgoingMessage(message, QoS.of(flags & QOS), (flags & RETAIN) != 0, null, null);
    outgoing.number(number + 1);
    return outgoing;
  }
}
