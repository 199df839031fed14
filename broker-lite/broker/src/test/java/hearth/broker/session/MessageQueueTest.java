package hearth.broker.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.account.Owners;
import hearth.broker.journal.VolatileJournal;
import hearth.broker.message.Message;
import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.SipHash;
import hearth.protocol.topic.TopicName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MessageQueueTest {
  private static final int MANY = 1000;

  private final Statistics statistics = new Statistics((session, message, count) -> {});
  private final List<OutgoingMessage> onPage = new ArrayList<>();
  private final SessionContext context =
      new SessionContext(
          new SessionLimits(1, 1, 256, MANY, 1 << 20, 1, 100),
          Owners.unlimited(),
          statistics,
          new Overload(),
          new VolatileJournal(),
          new QueuePager(null, Owners.unlimited().whole(), new OnePage(), List::of),
          new QueueRelief(new ManualLoop(new ManualClock()), List::of),
          new ManualClock(),
          new SipHash(1, 2));
  private final Session session = new Session("lamp", context);
  private final MessageQueue queue = new MessageQueue(session, context);

  /** Has one page to be read, and takes none. */
  private final class OnePage implements QueuePages {
    @Override
    public boolean isThere() {
      return false;
    }

    @Override
    public long memoryBytes() {
      return Long.MAX_VALUE;
    }

    @Override
    public long pendingBytes() {
      return 0;
    }

    @Override
    public void found(QueuedPage page, boolean isNew) {}

    @Override
    public void write(List<QueuedPage> pages, Consumer<IOException> done) {
      throw new IllegalStateException("there is no disk");
    }

    @Override
    public void read(QueuedPage page, Consumer<List<OutgoingMessage>> done) {
      done.accept(onPage);
    }

    @Override
    public void ended(QueuedPage page) {}
  }

  private static OutgoingMessage outgoing(
      int number, int topic, int length, Properties properties) {
    Message message =
        new Message(
            TopicName.of("topic/" + topic),
            new byte[length],
            QoS.of(1 + number % 2),
            number % 3 == 0,
            properties,
            number % 5 == 0 ? null : "publisher",
            Message.NEVER);
    message.journalNumber(10L * number);
    OutgoingMessage outgoing =
        new OutgoingMessage(message, QoS.of(1 + number / 2 % 2), number % 7 == 0, null, null);
    outgoing.number(10L * number + 1);
    return outgoing;
  }

  private static void assertAlike(OutgoingMessage expected, OutgoingMessage actual) {
    assertEquals(expected.number(), actual.number());
    assertEquals(expected.qos(), actual.qos());
    assertEquals(expected.retain(), actual.retain());
    assertEquals(expected.memory(), actual.memory());
    Message message = expected.message();
    assertEquals(message.journalNumber(), actual.message().journalNumber());
    assertEquals(message.topic(), actual.message().topic());
    assertEquals(message.publisher(), actual.message().publisher());
    assertEquals(message.qos(), actual.message().qos());
    assertEquals(message.retain(), actual.message().retain());
    assertEquals(message.properties(), actual.message().properties());
    assertArrayEquals(message.payload(), actual.message().payload());
  }

  /** Some are packed and some are not, some are large, some have many topics. */
  private List<OutgoingMessage> fill(int count) {
    List<OutgoingMessage> all = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      OutgoingMessage outgoing = outgoing(i, i % 40, i * 37 % 900, Properties.NONE);
      all.add(outgoing);
      assertTrue(queue.offer(outgoing));
      if (i % 11 != 0) {
        queue.packLast();
      }
    }
    return all;
  }

  @Test
  void packedMessagesComeOutAsTheyWentIn() {
    for (OutgoingMessage expected : fill(300)) {
      OutgoingMessage first = queue.peek();
      assertSame(first, queue.peek());
      assertAlike(expected, first);
      assertSame(first, queue.poll());
    }
    assertNull(queue.poll());
    assertTrue(queue.isEmpty());
    assertEquals(0, queue.bytes());
    assertEquals(0, statistics.queuedMessages());
  }

  @Test
  void allAreShownInTheirOrder() {
    List<OutgoingMessage> all = fill(100);
    queue.peek();
    queue.poll();
    List<OutgoingMessage> shown = new ArrayList<>();
    queue.forEach(shown::add);
    assertEquals(99, shown.size());
    assertEquals(99, queue.size());
    for (int i = 0; i < shown.size(); i++) {
      assertAlike(all.get(i + 1), shown.get(i));
    }
  }

  @Test
  void whatWouldLoseSomethingIsNotPacked() {
    Properties type = Properties.builder().add(Property.CONTENT_TYPE, "text").build();
    OutgoingMessage special = outgoing(1, 1, 10, type);
    queue.offer(special);
    queue.packLast();
    OutgoingMessage identified =
        new OutgoingMessage(
            special.message(), QoS.AT_LEAST_ONCE, false, SubscriptionIdentifiers.of(7), null);
    queue.offer(identified);
    queue.packLast();
    OutgoingMessage elsewhere = outgoing(2, 1, 10, Properties.NONE);
    elsewhere.number(99);
    queue.offer(elsewhere);
    queue.packLast();
    assertSame(special, queue.poll());
    assertSame(identified, queue.poll());
    assertSame(elsewhere, queue.poll());
  }

  @Test
  void limitsCountPackedMessages() {
    fill(MANY);
    assertFalse(queue.offer(outgoing(1, 1, 1, Properties.NONE)));
    queue.poll();
    assertTrue(queue.offer(outgoing(1, 1, 1, Properties.NONE)));
  }

  // ---- pages

  private void offer(int from, int to) {
    for (int number = from; number < to; number++) {
      assertTrue(queue.offer(outgoing(number, 1, 1000, Properties.NONE)));
      queue.packLast();
    }
  }

  private void expect(int from, int to) {
    for (int number = from; number < to; number++) {
      assertAlike(outgoing(number, 1, 1000, Properties.NONE), queue.poll());
    }
  }

  @Test
  void aPageHasAboutItsSizeAndTheOrderStays() {
    offer(1, 201);
    List<QueuedPage> pages = queue.setDown(100_000);
    assertEquals(2, pages.size());
    assertTrue(pages.get(0).bytes() < 2 * QueuePager.PAGE_BYTES);
    assertEquals(200, queue.size());
    List<OutgoingMessage> shown = new ArrayList<>();
    queue.forEach(shown::add);
    for (int i = 0; i < 200; i++) {
      assertEquals(10L * (i + 1) + 1, shown.get(i).number());
    }
  }

  @Test
  void aPageThatIsAskedForWhileItIsWrittenStaysInMemory() {
    offer(1, 101);
    QueuedPage page = queue.setDown(1_000_000).get(0);
    assertEquals(QueuedPage.State.WRITING, page.state());
    expect(1, 101);
    assertEquals(QueuedPage.State.KEPT, page.state());
    assertEquals(0, queue.inMemory());
  }

  @Test
  void aPageThatCouldNotBeWrittenIsTriedAgainAndLosesNothing() {
    offer(1, 101);
    queue.setDown(1_000_000).forEach(QueuedPage::keep);
    offer(101, 151);
    assertEquals(150, queue.setDown(1_000_000).stream().mapToInt(QueuedPage::count).sum());
    expect(1, 151);
  }

  /** As one has that another version has written, or that was written as the journal was read. */
  @Test
  void ofAPageThatWasCountedOtherwiseNothingStaysInTheAccount() {
    onPage.add(outgoing(1, 1, 10, Properties.NONE));
    onPage.add(outgoing(2, 2, 20, Properties.NONE));
    long bytes = onPage.stream().mapToLong(OutgoingMessage::memory).sum();
    queue.restore(new QueuedPage(session, null, 2, bytes - 100, 11, 21));
    assertNull(queue.peek());

    assertEquals(bytes, queue.inMemory());
    onPage.forEach(each -> assertSame(each, queue.poll()));
    assertEquals(0, queue.bytes());
  }

  @Test
  void whatTheJournalDoesNotHaveStaysInMemory() {
    OutgoingMessage unknown = outgoing(5, 1, 1000, Properties.NONE);
    unknown.number(0);
    offer(1, 5);
    queue.offer(unknown);
    offer(6, 10);
    List<QueuedPage> pages = queue.setDown(1_000_000);
    assertEquals(List.of(4, 4), pages.stream().map(QueuedPage::count).toList());
    expect(1, 5);
    assertSame(unknown, queue.poll());
    expect(6, 10);
  }
}
