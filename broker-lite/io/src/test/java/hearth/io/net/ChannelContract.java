package hearth.io.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every channel keeps: the real ones, the layers and the one in memory run this suite. */
@Timeout(120)
abstract class ChannelContract {
  /** Two ends of a new connection, neither of them opened. */
  record Ends(Channel a, Channel b) {}

  final TestLoop loop = testLoop();
  final Recorder atA = new Recorder();
  final Recorder atB = new Recorder();
  Channel a;
  Channel b;

  abstract TestLoop testLoop();

  /** New ends, whose handshake is over where they have one. */
  abstract Ends connect();

  /** More bytes than anything between the ends holds. */
  abstract int moreThanIsHeld();

  @BeforeEach
  void connectEnds() {
    Ends ends = connect();
    a = ends.a;
    b = ends.b;
  }

  @AfterEach
  void stop() {
    loop.close();
  }

  private void open() {
    loop.run(
        () -> {
          a.open(atA);
          b.open(atB);
        });
  }

  private void awaitText(Recorder at, String text) {
    loop.await("arrival of " + text, () -> at.text().equals(text));
  }

  private void awaitClosed(Recorder... recorders) {
    loop.await("closed", () -> List.of(recorders).stream().allMatch(r -> r.closed));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void bytesGoBothWays() {
    open();
    loop.run(
        () -> {
          a.write(bytes("there"));
          b.write(bytes("and back"));
        });

    awaitText(atB, "there");
    awaitText(atA, "and back");
    assertEquals(0, loop.get(a::pendingBytes));
    assertTrue(a.isOpen());
    assertTrue(loop.failures.isEmpty(), loop.failures::toString);
  }

  @Test
  void writingOnlyQueuesUntilTheTurnEnds() {
    open();
    loop.run(
        () -> {
          a.write(bytes("one"));
          a.write(bytes("two"));
          a.write(new byte[0]);
          assertEquals(6, a.pendingBytes());
          assertEquals(0, atB.calls);
        });

    awaitText(atB, "onetwo");
    assertEquals(0, loop.get(a::pendingBytes));
  }

  @Test
  void flushSendsBeforeTheTurnEnds() {
    open();
    loop.run(
        () -> {
          a.write(bytes("now"));
          a.flush();
          assertEquals(0, a.pendingBytes());
          a.write(bytes(" and later"));
        });

    awaitText(atB, "now and later");
  }

  @Test
  void whatIsWrittenBeforeOpeningGoesOutAfterIt() {
    loop.run(() -> a.write(bytes("early")));
    loop.settle();
    open();

    awaitText(atB, "early");
  }

  // [MQTT-4.2.0-1]
  @Test
  void manyArraysOfAnySizeAndPatchArriveWholeAndInOrder() {
    open();
    Random random = new Random(11);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int turn = 0; turn < 30; turn++) {
      loop.run(
          () -> {
            for (int i = random.nextInt(200); i > 0; i--) {
              byte[] array = random(random.nextInt(20) == 0 ? 100_000 : random.nextInt(300), i);
              writeSometimesPatched(array, random, expected);
            }
          });
    }

    loop.await("arrival of all", () -> atB.bytes.size() == expected.size());
    assertArrayEquals(expected.toByteArray(), atB.bytes.toByteArray());
  }

  private void writeSometimesPatched(byte[] array, Random random, ByteArrayOutputStream expected) {
    byte[] sent = array.clone();
    if (array.length >= 2 && random.nextBoolean()) {
      int offset = random.nextInt(array.length - 1);
      int value = random.nextInt(65_536);
      sent[offset] = (byte) (value >> 8);
      sent[offset + 1] = (byte) value;
      byte[] before = array.clone();
      a.write(array, offset, value);
      assertArrayEquals(before, array);
    } else {
      a.write(array, -1, 0);
    }
    expected.writeBytes(sent);
  }

  @Test
  void sharedArraysArriveBetweenOthersAndTheirOwnersHearWhenTheyHaveGone() {
    open();
    List<Object> owners = new ArrayList<>();
    byte[] shared = random(100_000, 7);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    loop.run(
        () -> {
          for (int i = 0; i < 40; i++) {
            byte[] head = random(1 + i, i);
            a.write(head);
            assertTrue(a.writeShared(i, shared, head));
            expected.writeBytes(head);
            expected.writeBytes(shared);
            expected.writeBytes(head);
            owners.add(i);
          }
        });

    loop.await("arrival of all", () -> atB.bytes.size() == expected.size());
    assertArrayEquals(expected.toByteArray(), atB.bytes.toByteArray());
    loop.await("let go", () -> atA.letGo.equals(owners));
    assertEquals(0, loop.get(a::ownBytes));
  }

  @Test
  void onlyWhatIsNotSharedIsAChannelsOwn() {
    open();
    loop.run(
        () -> {
          a.write(bytes("head"));
          a.writeShared("message", bytes("pay"), bytes("load"));
          assertEquals(11, a.pendingBytes());
          assertEquals(4, a.ownBytes());
          assertEquals(List.of(), atA.letGo);
          a.abort();
          assertEquals(0, a.ownBytes());
          assertEquals(List.of("message"), atA.letGo);
          assertFalse(a.writeShared("late", bytes("late")));
        });
    assertEquals(List.of("message"), loop.get(() -> atA.letGo));
  }

  @Test
  void aPatchAcrossTheEndOfTheWriteBufferArrives() {
    open();
    byte[] zeros = new byte[65_537];
    loop.run(() -> a.write(zeros, 65_535, 0x1234));

    loop.await("arrival", () -> atB.bytes.size() == zeros.length);
    byte[] arrived = atB.bytes.toByteArray();
    assertEquals(0x12, arrived[65_535]);
    assertEquals(0x34, arrived[65_536]);
    assertEquals(0, arrived[65_534]);
  }

  /** Frames with a length of four bytes before them, of all sizes, cut anywhere. */
  @Test
  void leftoversStandFirstAndTheNeedIsRespected() {
    int[] need = {0};
    int[] frames = {0};
    atB.onBytes =
        in -> {
          assertTrue(in.remaining() >= need[0], "called before there was enough");
          while (in.remaining() >= 4) {
            int length = in.getInt(in.position());
            if (in.remaining() < 4 + length) {
              return need[0] = 4 + length;
            }
            in.getInt();
            for (int i = 0; i < length; i++) {
              assertEquals((byte) (frames[0] + i), in.get());
            }
            frames[0]++;
          }
          return need[0] = in.hasRemaining() ? 4 : 0;
        };
    open();
    Random random = new Random(5);
    ByteBuffer stream = ByteBuffer.allocate(4 << 20);
    int count = 0;
    while (stream.remaining() > 200_004) {
      int length = random.nextInt(30) == 0 ? random.nextInt(200_000) : random.nextInt(100);
      stream.putInt(length);
      for (int i = 0; i < length; i++) {
        stream.put((byte) (count + i));
      }
      count++;
    }
    stream.flip();
    while (stream.hasRemaining()) {
      byte[] piece = new byte[Math.min(stream.remaining(), 1 + random.nextInt(50_000))];
      stream.get(piece);
      loop.run(() -> a.write(piece));
    }

    int sent = count;
    loop.await("arrival of " + sent + " frames", () -> frames[0] == sent);
    assertTrue(loop.failures.isEmpty(), loop.failures::toString);
  }

  @Test
  void aPausedChannelIsNotReadAndSlowsItsPeerDown() {
    open();
    loop.run(b::pauseReading);
    byte[] much = random(moreThanIsHeld(), 3);
    loop.run(() -> a.write(much));
    loop.settle();

    assertTrue(loop.get(a::pendingBytes) > 0);
    assertEquals(0, atB.calls);
    assertEquals(0, loop.get(() -> atA.writable));

    loop.run(b::resumeReading);
    loop.await("arrival of all", () -> atB.bytes.size() == much.length);
    loop.await("room to write again", () -> atA.writable == 1);
    assertArrayEquals(much, atB.bytes.toByteArray());
    assertEquals(0, loop.get(a::pendingBytes));
  }

  @Test
  void whatIsWrittenWhileThePeerDoesNotReadKeepsItsOrder() {
    open();
    loop.run(b::pauseReading);
    byte[] much = random(moreThanIsHeld(), 3);
    loop.run(() -> a.write(much));
    loop.settle();
    loop.run(() -> a.write(bytes("last")));
    loop.run(b::resumeReading);

    loop.await("arrival of all", () -> atB.bytes.size() == much.length + 4);
    assertTrue(new String(atB.bytes.toByteArray(), much.length, 4, UTF_8).equals("last"));
  }

  @Test
  void leftoversOfAPauseComeAgainWithoutNewBytes() {
    atB.onBytes =
        in -> {
          b.pauseReading();
          return atB.take(in, 1);
        };
    open();
    loop.run(() -> a.write(bytes("abc")));
    awaitText(atB, "a");
    loop.settle();
    assertEquals(1, atB.calls);

    loop.run(b::resumeReading);
    awaitText(atB, "ab");
    loop.run(
        () -> {
          b.resumeReading();
          b.pauseReading();
        });
    loop.settle();
    assertEquals("ab", atB.text());
    loop.run(b::resumeReading);
    awaitText(atB, "abc");
  }

  @Test
  void whoGivesWayIsServedAgainAfterAllOthers() {
    atB.onBytes =
        in -> {
          if (in.remaining() > 1) {
            b.yieldTurn();
            assertTrue(b.givesWay());
          }
          return atB.take(in, 1);
        };
    open();
    loop.run(() -> a.write(bytes("abc")));
    awaitText(atB, "abc");

    assertEquals(3, atB.calls);
    assertFalse(loop.get(b::givesWay));
    assertTrue(loop.failures.isEmpty(), loop.failures::toString);
  }

  @Test
  void whoGivesWayIsCalledAgainThoughItLeftNothingOver() {
    atB.onBytes =
        in -> {
          if (atB.calls == 1) {
            b.yieldTurn();
          }
          return atB.takeAll(in);
        };
    open();
    loop.run(() -> a.write(bytes("abc")));

    loop.await("two calls", () -> atB.calls == 2);
    assertEquals("abc", atB.text());
  }

  @Test
  void whoseTurnComesWhileItIsPausedHasItAfterwards() {
    atB.onBytes =
        in -> {
          b.yieldTurn();
          b.pauseReading();
          return atB.take(in, 1);
        };
    open();
    loop.run(() -> a.write(bytes("abc")));
    awaitText(atB, "a");
    loop.settle();
    assertEquals(1, atB.calls);
    assertTrue(loop.get(b::givesWay));

    loop.run(b::resumeReading);
    awaitText(atB, "ab");
    atB.onBytes = atB::takeAll;
    loop.run(b::resumeReading);
    awaitText(atB, "abc");
    assertFalse(loop.get(b::givesWay));
  }

  @Test
  void whoseTurnComesWhileItIsPausedIsNotReadMeanwhile() {
    atB.onBytes =
        in -> {
          b.yieldTurn();
          b.pauseReading();
          return atB.takeAll(in);
        };
    open();
    loop.run(() -> a.write(bytes("a")));
    awaitText(atB, "a");
    loop.settle();
    byte[] much = random(moreThanIsHeld(), 3);
    loop.run(() -> a.write(much));
    loop.settle();
    assertTrue(loop.get(a::pendingBytes) > 0);
    assertEquals(1, atB.calls);

    atB.onBytes = atB::takeAll;
    loop.run(b::resumeReading);
    loop.await("arrival of all", () -> atB.bytes.size() == 1 + much.length);
    assertFalse(loop.get(b::givesWay));
  }

  @Test
  void whoIsClosedWhileItWaitsForItsTurnHearsOfIt() {
    atB.onBytes =
        in -> {
          b.yieldTurn();
          b.close();
          return atB.take(in, 1);
        };
    open();
    loop.run(() -> a.write(bytes("abc")));

    awaitClosed(atA, atB);
    assertEquals("a", atB.text());
  }

  @Test
  void muchThatIsNotWantedYetComesLaterAndWhole() {
    byte[] much = random(200_000, 5);
    atB.onBytes =
        in -> in.remaining() < much.length && atB.bytes.size() == 0 ? much.length : atB.takeAll(in);
    atB.unwantedNanos = Duration.ofSeconds(5).toNanos();
    open();
    loop.run(
        () -> {
          a.write(much);
          a.write(bytes("and more"));
        });
    loop.await("it is offered", () -> atB.offered == 1);
    loop.settle();
    assertEquals(0, atB.bytes.size());

    loop.advance(Duration.ofSeconds(5));
    loop.await("arrival", () -> atB.text().endsWith("and more"));
    assertEquals(1, atB.offered);
    assertArrayEquals(much, Arrays.copyOf(atB.bytes.toByteArray(), much.length));
  }

  @Test
  void whoIsPausedWhileMuchIsNotWantedYetIsOfferedItAgain() {
    byte[] much = random(200_000, 6);
    atB.onBytes = in -> in.remaining() < much.length ? much.length : atB.takeAll(in);
    atB.unwantedNanos = Duration.ofSeconds(5).toNanos();
    open();
    loop.run(() -> a.write(much));
    loop.await("it is offered", () -> atB.offered == 1);
    loop.run(b::pauseReading);
    loop.advance(Duration.ofSeconds(5));
    assertEquals(0, atB.bytes.size());

    atB.unwantedNanos = 0;
    loop.run(b::resumeReading);
    loop.await("arrival", () -> atB.bytes.size() == much.length);
    assertEquals(2, atB.offered);
  }

  @Test
  void pausingAndResumingWhileLeftoversAreReadIsForgotten() {
    atB.onBytes =
        in -> {
          if (in.remaining() < 4) {
            return 4;
          }
          b.pauseReading();
          b.resumeReading();
          return atB.takeAll(in);
        };
    open();
    loop.run(() -> a.write(bytes("ab")));
    loop.settle();
    loop.run(() -> a.write(bytes("cd")));
    awaitText(atB, "abcd");
    loop.settle();

    assertTrue(loop.failures.isEmpty(), loop.failures::toString);
    loop.run(() -> a.write(bytes("efgh")));
    awaitText(atB, "abcdefgh");
  }

  @Test
  void leftoversOfAPauseComeBeforeTheEnd() {
    atB.onBytes =
        in -> {
          b.pauseReading();
          return atB.take(in, 1);
        };
    open();
    loop.run(
        () -> {
          a.write(bytes("ab"));
          a.close();
        });
    awaitText(atB, "a");
    loop.settle();
    loop.run(b::resumeReading);

    awaitText(atB, "ab");
    loop.run(b::resumeReading);
    awaitClosed(atA, atB);
  }

  @Test
  void closingWritesWhatIsQueuedAndEndsBothInOrder() {
    open();
    byte[] much = random(8 << 20, 9);
    loop.run(
        () -> {
          a.write(much);
          a.close();
          assertFalse(a.isOpen());
          a.write(bytes("too late"));
          a.close();
          assertFalse(atA.closed, "the handler was called within close()");
        });

    awaitClosed(atA, atB);
    assertArrayEquals(much, atB.bytes.toByteArray());
    assertNull(atA.cause);
    assertNull(atB.cause);
    assertFalse(b.isOpen());
    assertEquals(0, loop.get(a::pendingBytes));
  }

  @Test
  void bothMayCloseAtOnce() {
    open();
    loop.run(
        () -> {
          a.write(bytes("bye"));
          a.close();
          b.write(bytes("bye"));
          b.close();
        });

    awaitClosed(atA, atB);
    assertNull(atA.cause);
    assertNull(atB.cause);
  }

  @Test
  void aClosedPeerStillGetsWhatWasQueuedBeforeItsEndWasSeen() {
    open();
    loop.run(a::close);
    loop.run(() -> b.write(bytes("crossing")));

    awaitClosed(atA, atB);
    assertEquals("", atA.text(), "a closing channel hands on no bytes");
    assertNull(atA.cause);
    assertNull(atB.cause);
  }

  @Test
  void closingWaitsTwoSecondsForAPeerThatDoesNotRead() {
    open();
    loop.run(b::pauseReading);
    loop.run(() -> a.write(new byte[moreThanIsHeld()]));
    loop.settle();
    loop.run(a::close);

    loop.advance(Duration.ofMillis(1_999));
    assertFalse(loop.get(() -> atA.closed));
    loop.advance(Duration.ofMillis(1));
    awaitClosed(atA);
    assertNotNull(atA.cause);
    assertEquals(0, loop.get(a::pendingBytes));
    loop.run(b::resumeReading);
    awaitClosed(atB);
    assertNotNull(atB.cause);
  }

  @Test
  void closingWaitsTwoSecondsForAPeerThatDoesNotClose() {
    open();
    loop.run(b::pauseReading);
    loop.run(a::close);
    loop.settle();
    assertFalse(loop.get(() -> atA.closed));

    loop.advance(Duration.ofSeconds(2));
    awaitClosed(atA);
    assertNull(atA.cause);
  }

  @Test
  void abortingLosesWhatIsQueuedAndBreaksThePeer() {
    open();
    loop.run(
        () -> {
          a.write(bytes("lost"));
          a.abort();
          assertFalse(a.isOpen());
          a.abort();
          a.close();
          a.write(bytes("lost too"));
          a.pauseReading();
          a.resumeReading();
          a.flush();
          assertEquals(0, a.pendingBytes());
          assertFalse(atA.closed, "the handler was called within abort()");
        });

    awaitClosed(atA, atB);
    assertEquals("", atB.text());
    assertNotNull(atA.cause);
    assertNotNull(atB.cause);
  }

  @Test
  void abortingEndsAClosingChannel() {
    open();
    loop.run(b::pauseReading);
    loop.run(a::close);
    loop.settle();
    loop.run(a::abort);

    awaitClosed(atA);
  }

  @Test
  void aHandlerThatThrowsLosesItsChannelOnly() {
    RuntimeException failure = new IllegalStateException("a bug");
    atB.onBytes =
        in -> {
          throw failure;
        };
    open();
    Ends others = connect();
    Recorder atOther = new Recorder();
    loop.run(
        () -> {
          others.a.open(new Recorder());
          others.b.open(atOther);
          a.write(bytes("boom"));
        });

    awaitClosed(atA, atB);
    assertSame(failure, atB.cause.getCause());
    assertNotNull(atA.cause);
    assertEquals(List.of(failure), loop.failures);
    loop.run(() -> others.a.write(bytes("alive")));
    awaitText(atOther, "alive");
  }

  @Test
  void aHandlerThatThrowsOnWritableLosesItsChannel() {
    RuntimeException failure = new IllegalStateException("a bug");
    atA.onWritable =
        () -> {
          throw failure;
        };
    open();
    loop.run(b::pauseReading);
    loop.run(() -> a.write(new byte[moreThanIsHeld()]));
    loop.settle();
    loop.run(b::resumeReading);

    awaitClosed(atA, atB);
    assertSame(failure, atA.cause.getCause());
  }

  @Test
  void closingWithinTheHandlerDropsTheRest() {
    atB.onBytes =
        in -> {
          atB.take(in, 1);
          b.write(bytes("goodbye"));
          b.close();
          return 0;
        };
    open();
    loop.run(() -> a.write(bytes("abc")));

    awaitClosed(atA, atB);
    assertEquals("a", atB.text());
    assertEquals("goodbye", atA.text());
    assertNull(atA.cause);
  }

  @Test
  void abortingWithinTheHandlerDropsTheRest() {
    atB.onBytes =
        in -> {
          atB.take(in, 1);
          b.abort();
          return 0;
        };
    open();
    loop.run(() -> a.write(bytes("abc")));

    awaitClosed(atA, atB);
    assertEquals("a", atB.text());
  }

  @Test
  void aChannelClosedBeforeItIsOpenedIsGone() {
    loop.run(
        () -> {
          b.open(atB);
          a.write(bytes("no place here"));
          a.close();
        });

    awaitClosed(atB);
    assertEquals("no place here", atB.text());
    assertNull(atB.cause);
  }

  @Test
  void aChannelAbortedBeforeItIsOpenedIsGone() {
    loop.run(
        () -> {
          b.open(atB);
          a.abort();
        });

    awaitClosed(atB);
  }

  @Test
  void anEndlessPingPongKeepsItsPlaceAmongOthers() {
    int rounds = 2_000;
    int[] left = {rounds};
    atB.onBytes =
        in -> {
          atB.takeAll(in);
          b.write(bytes("b"));
          return 0;
        };
    atA.onBytes =
        in -> {
          atA.takeAll(in);
          if (--left[0] > 0) {
            a.write(bytes("a"));
          }
          return 0;
        };
    open();
    loop.run(() -> a.write(bytes("a")));

    loop.await("the last ball", () -> left[0] == 0);
    assertEquals(rounds, atB.bytes.size());
  }

  @Test
  void thePeerIsNamed() {
    Peer peer = a.peer();
    assertFalse(peer.address().isEmpty());
    assertFalse(peer.host().isEmpty());
    assertEquals(peer.address(), peer.toString());
    assertFalse(a.toString().isEmpty());
  }
}
