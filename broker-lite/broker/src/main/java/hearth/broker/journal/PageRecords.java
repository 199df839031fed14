package hearth.broker.journal;

import hearth.broker.journal.StoredSession.Entry;
import hearth.broker.session.OutgoingMessage;
import hearth.broker.session.QueuedPage;
import hearth.io.loop.Clock;
import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.packet.MqttProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The bytes of a page of a queue: one record of each message, in their order. */
final class PageRecords {
  private static final int FIRST_BYTES = 64 * 1024;

  private final Clock clock;
  private final RecordWriter writer = new RecordWriter();
  private final MessageAges ages;

  /**
   * @param clock tells the times that records carry
   */
  PageRecords(Clock clock) {
    this.clock = clock;
    this.ages = new MessageAges(clock);
  }

  byte[] write(QueuedPage page) {
    return write(page.session().number(), page.messages());
  }

  /** A page of entries of a session that has this number, by their own numbers. */
  byte[] write(long session, SortedMap<Long, Entry> entries) {
    List<OutgoingMessage> messages = new ArrayList<>();
    entries.forEach((number, entry) -> messages.add(outgoing(number, entry)));
    return write(session, messages);
  }

  private byte[] write(long session, List<OutgoingMessage> messages) {
    byte[] bytes = new byte[FIRST_BYTES];
    int length = 0;
    long wallMillis = clock.wallTime().toEpochMilli();
    for (OutgoingMessage outgoing : messages) {
      writer.queuedMessage(session, outgoing, clock.nanoTime(), wallMillis);
      int end = Math.addExact(length, Integer.BYTES + writer.length());
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length + bytes.length / 2));
      }
      ByteBuffer out = ByteBuffer.wrap(bytes).position(length);
      out.putInt(writer.length()).put(writer.bytes(), 0, writer.length());
      length = end;
    }
    return Arrays.copyOf(bytes, length);
  }

  /** The messages of a page, as the queue had them. */
  List<OutgoingMessage> read(ByteBuffer page) throws IOException {
    List<OutgoingMessage> messages = new ArrayList<>();
    entries(page, ages).forEach((number, entry) -> messages.add(outgoing(number, entry)));
    return messages;
  }

  private static OutgoingMessage outgoing(long number, Entry entry) {
    OutgoingMessage outgoing =
        new OutgoingMessage(
            entry.message,
            entry.qos,
            entry.retain,
            SubscriptionIdentifiers.of(entry.subscriptionIdentifiers),
            null);
    outgoing.number(number);
    return outgoing;
  }

  /** The entries of a page by their numbers. */
  static SortedMap<Long, Entry> entries(ByteBuffer page, MessageAges ages) throws IOException {
    SortedMap<Long, Entry> entries = new TreeMap<>();
    RecordReader in = new RecordReader();
    try {
      while (page.hasRemaining()) {
        int length = page.getInt();
        in.open(page.slice(page.position(), length));
        page.position(page.position() + length);
        entry(in, ages, entries);
      }
    } catch (RuntimeException | MqttProtocolException e) {
      throw new IOException("a page of a queue makes no sense: " + e.getMessage(), e);
    }
    return entries;
  }

  private static void entry(RecordReader in, MessageAges ages, SortedMap<Long, Entry> entries)
      throws MqttProtocolException {
    long message = in.number();
    long writtenAt = in.time();
    String publisher = in.publisher();
    in.flags();
    in.count();
    in.number(); // its session
    long number = in.number();
    Entry entry = in.entry();
    entry.message = ages.message(message, writtenAt, publisher, in.publish());
    entries.put(number, entry);
  }
}
