package hearth.io.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;

class MemoryChannelTest extends ChannelContract {
  @Override
  TestLoop testLoop() {
    return TestLoop.manual();
  }

  @Override
  int moreThanIsHeld() {
    return 1 << 20;
  }

  @Override
  Ends connect() {
    MemoryChannel.Pair pair = MemoryChannel.pair(loop.loop(), "a", "b");
    return new Ends(pair.a(), pair.b());
  }

  private MemoryChannel openPair() {
    loop.run(
        () -> {
          a.open(atA);
          b.open(atB);
        });
    return (MemoryChannel) b;
  }

  @Test
  void eachEndSeesTheOthersName() {
    assertEquals("b", a.peer().address());
    assertEquals("a", b.peer().address());
  }

  @Test
  void piecesArriveOneATurn() {
    openPair().deliverInPieces(1);
    loop.run(() -> a.write("bytes".getBytes(UTF_8)));

    loop.await("arrival", () -> atB.text().equals("bytes"));
    assertEquals(5, atB.calls);
  }

  @Test
  void aStalledEndHearsNothingUntilItGoesOn() {
    MemoryChannel end = openPair();
    end.stall();
    loop.run(() -> a.write("bytes".getBytes(UTF_8)));
    assertEquals("", atB.text());

    end.unstall();
    loop.await("arrival", () -> atB.text().equals("bytes"));
  }

  @Test
  void aCutHappensAfterExactlySoManyBytes() {
    openPair().cutAfter(3);
    loop.run(() -> a.write("bytes".getBytes(UTF_8)));

    loop.await("closed", () -> atA.closed && atB.closed);
    assertEquals("byt", atB.text());
    assertNotNull(atA.cause);
    assertNotNull(atB.cause);
  }
}
