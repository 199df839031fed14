package hearth.protocol.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentifiersTest {

  /** [MQTT-2.2.1-3]. */
  @Test
  void allOf1To65535AreGivenAndNoneElse() {
    PacketIdentifiers identifiers = new PacketIdentifiers();
    for (int expected = 1; expected <= 65_535; expected++) {
      assertEquals(expected, identifiers.allocate());
    }
    assertFalse(identifiers.isAnyFree());
    assertThrows(IllegalStateException.class, identifiers::allocate);

    identifiers.release(40_000);
    assertEquals(40_000, identifiers.allocate());
  }

  @Test
  void aTakenIdentifierIsNotGiven() {
    PacketIdentifiers identifiers = new PacketIdentifiers();
    assertTrue(identifiers.take(1));
    assertFalse(identifiers.take(1));
    assertEquals(2, identifiers.allocate());
    assertThrows(IllegalArgumentException.class, () -> identifiers.take(0));
    assertThrows(IllegalArgumentException.class, () -> identifiers.take(65_536));
  }

  /** [MQTT-4.3.3-10] [MQTT-4.3.3-12]. */
  @Test
  void aMessageOfQos2IsNewUntilItIsReleased() {
    InboundDelivery inbound = new InboundDelivery();
    assertFalse(inbound.release(5), "a PUBREL of nothing");
    assertTrue(inbound.add(5));
    assertFalse(inbound.add(5), "the same PUBLISH again");
    assertTrue(inbound.contains(5));
    assertTrue(inbound.release(5));
    assertFalse(inbound.release(5), "the same PUBREL again");
    assertTrue(inbound.add(5), "a new message with an identifier that is free again");
    inbound.clear();
    assertEquals(0, inbound.size());
    assertFalse(inbound.contains(5));
  }

  @Test
  void behavesLikeASet() {
    Random random = new Random(7);
    InboundDelivery inbound = new InboundDelivery();
    Set<Integer> expected = new HashSet<>();
    for (int step = 0; step < 200_000; step++) {
      int range = step % 1000 < 500 ? 40 : 65_535; // crowded places, and many
      int identifier = 1 + random.nextInt(range);
      if (random.nextInt(100) < (step / 20_000 % 2 == 0 ? 60 : 35)) {
        assertEquals(expected.add(identifier), inbound.add(identifier));
      } else {
        assertEquals(expected.remove(identifier), inbound.release(identifier));
      }
      assertEquals(expected.size(), inbound.size());
    }
    Set<Integer> seen = new HashSet<>();
    inbound.forEach(seen::add);
    assertEquals(expected, seen);
  }
}
