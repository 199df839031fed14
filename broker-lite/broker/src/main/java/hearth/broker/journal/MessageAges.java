package hearth.broker.journal;

import hearth.broker.message.Message;
import hearth.io.loop.Clock;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Publish;

/**
 * Makes messages of their records: each has aged since it was written, as far as a clock can tell
 * that may not be set.
 */
final class MessageAges {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final Clock clock;

  MessageAges(Clock clock) {
    this.clock = clock;
  }

  /** Milliseconds that have passed since a time of the wall clock, as far as can be told. */
  long since(long wallMillis) {
    return Math.max(0, clock.wallTime().toEpochMilli() - wallMillis);
  }

  /** The message of a record that was written at a time of the wall clock, in milliseconds. */
  Message message(long number, long writtenAt, String publisher, Publish publish) {
    Properties properties = publish.properties();
    Message message =
        new Message(
            publish.topic(),
            publish.payload(),
            publish.qos(),
            publish.retain(),
            properties,
            publisher,
            properties.isEmpty()
                ? Message.NEVER
                : Message.expiry(
                    properties, clock.nanoTime() - since(writtenAt) * NANOS_PER_MILLI));
    message.journalNumber(number);
    return message;
  }
}
