package hearth.protocol.delivery;

import static hearth.protocol.delivery.DeliveryState.AWAITING_PUBACK;
import static hearth.protocol.delivery.DeliveryState.AWAITING_PUBCOMP;
import static hearth.protocol.delivery.DeliveryState.AWAITING_PUBREC;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutboundDeliveryTest {
  private final OutboundDelivery<String> delivery = new OutboundDelivery<>(10);

  /** [MQTT-4.3.2-1] [MQTT-4.3.2-2] [MQTT-4.3.2-3]. */
  @Test
  void aMessageOfQos1IsDoneByItsPuback() {
    int id = delivery.add("a", AT_LEAST_ONCE);
    assertEquals(AWAITING_PUBACK, delivery.state(id));

    assertEquals("a", delivery.acknowledged(id));

    assertNull(delivery.state(id));
    assertEquals(0, delivery.size());
    assertNull(delivery.acknowledged(id), "a second PUBACK finds nothing");
  }

  /** [MQTT-4.3.3-2] [MQTT-4.3.3-3] [MQTT-4.3.3-4] [MQTT-4.3.3-5]. */
  @Test
  void aMessageOfQos2IsDoneByItsPubcomp() {
    int id = delivery.add("a", EXACTLY_ONCE);
    assertEquals(AWAITING_PUBREC, delivery.state(id));

    assertEquals("a", delivery.received(id));
    assertEquals(AWAITING_PUBCOMP, delivery.state(id));
    assertEquals("a", delivery.received(id), "a repeated PUBREC is answered again");
    assertEquals("a", delivery.completed(id));

    assertNull(delivery.state(id));
    assertEquals(0, delivery.size());
  }

  @Test
  void aPubrecWithAnErrorEndsIt() {
    int id = delivery.add("a", EXACTLY_ONCE);
    assertEquals("a", delivery.refused(id));
    assertEquals(0, delivery.size());
    assertNull(delivery.completed(id));
  }

  @Test
  void everyAnswerThatAStateDoesNotAllowChangesNothing() {
    int one = delivery.add("one", AT_LEAST_ONCE);
    assertNull(delivery.received(one));
    assertNull(delivery.refused(one));
    assertNull(delivery.completed(one));
    assertEquals(AWAITING_PUBACK, delivery.state(one));

    int two = delivery.add("two", EXACTLY_ONCE);
    assertNull(delivery.acknowledged(two));
    assertNull(delivery.completed(two));
    assertEquals(AWAITING_PUBREC, delivery.state(two));

    delivery.received(two);
    assertNull(delivery.acknowledged(two));
    assertNull(delivery.refused(two));
    assertEquals(AWAITING_PUBCOMP, delivery.state(two));

    for (int unknown : new int[] {0, 99, 65_535}) {
      assertNull(delivery.acknowledged(unknown));
      assertNull(delivery.received(unknown));
      assertNull(delivery.refused(unknown));
      assertNull(delivery.completed(unknown));
    }
  }

  @Test
  void theTableOfStatesIsComplete() {
    for (DeliveryState state : DeliveryState.values()) {
      for (DeliveryState.Answer answer : DeliveryState.Answer.values()) {
        DeliveryState next = state.after(answer);
        boolean allowed =
            switch (answer) {
              case PUBACK -> state == AWAITING_PUBACK;
              case PUBREC -> state == AWAITING_PUBREC || state == AWAITING_PUBCOMP;
              case PUBREC_WITH_ERROR -> state == AWAITING_PUBREC;
              case PUBCOMP -> state == AWAITING_PUBCOMP;
            };
        assertEquals(allowed, next != null, state + " " + answer);
      }
    }
  }

  @Test
  void aMessageOfQos0IsNotWaitedFor() {
    assertThrows(IllegalArgumentException.class, () -> delivery.add("a", AT_MOST_ONCE));
    assertEquals(0, delivery.size());
  }

  /** [MQTT-3.3.4-7] [MQTT-3.3.4-9]. */
  @Test
  void theReceiveMaximumBoundsWhatIsOnTheWay() {
    OutboundDelivery<String> two = new OutboundDelivery<>(2);
    int first = two.add("a", EXACTLY_ONCE);
    two.add("b", AT_LEAST_ONCE);
    assertFalse(two.hasRoom());
    assertThrows(IllegalStateException.class, () -> two.add("c", AT_LEAST_ONCE));

    two.received(first);
    assertFalse(two.hasRoom(), "PUBREC frees nothing");
    two.completed(first);
    assertTrue(two.hasRoom());
  }

  /** [MQTT-4.4.0-1] [MQTT-4.6.0-1]. */
  @Test
  void afterAReconnectAllIsRepeatedInItsOrder() {
    int a = delivery.add("a", AT_LEAST_ONCE);
    int b = delivery.add("b", EXACTLY_ONCE);
    int c = delivery.add("c", EXACTLY_ONCE);
    int d = delivery.add("d", AT_LEAST_ONCE);
    delivery.received(c);
    delivery.acknowledged(a);
    assertEquals(List.of(), repeated(), "nothing, while the connection lasts");

    delivery.reconnected(10);
    assertFalse(delivery.hasRoom(), "nothing new before what is repeated");
    assertEquals(
        List.of(b + " AWAITING_PUBREC b", c + " AWAITING_PUBCOMP c", d + " AWAITING_PUBACK d"),
        repeated());
    assertTrue(delivery.hasRoom());
    assertEquals(List.of(), repeated());
  }

  @Test
  void aSmallerReceiveMaximumHoldsBackWhatIsRepeated() {
    int a = delivery.add("a", AT_LEAST_ONCE);
    int b = delivery.add("b", AT_LEAST_ONCE);
    int c = delivery.add("c", AT_LEAST_ONCE);

    delivery.reconnected(1);

    assertEquals(List.of(a + " AWAITING_PUBACK a"), repeated());
    assertEquals(List.of(), repeated());
    delivery.acknowledged(a);
    assertEquals(List.of(b + " AWAITING_PUBACK b"), repeated());
    assertEquals("c", delivery.acknowledged(c), "an answer of the last connection counts too");
    assertFalse(delivery.hasRoom());
    delivery.acknowledged(b);
    assertTrue(delivery.hasRoom());
    assertEquals(0, delivery.size());
  }

  @Test
  void aRestoredSessionGoesOnWithItsIdentifiers() {
    delivery.restore(7, AWAITING_PUBREC, "a");
    delivery.restore(3, AWAITING_PUBCOMP, "b");
    assertThrows(
        IllegalArgumentException.class, () -> delivery.restore(7, AWAITING_PUBACK, "again"));
    delivery.reconnected(10);
    assertEquals(List.of("7 AWAITING_PUBREC a", "3 AWAITING_PUBCOMP b"), repeated());
    assertEquals("b", delivery.completed(3));
    assertEquals("a", delivery.received(7));
  }

  /** [MQTT-2.2.1-4] [MQTT3-2.3.1-2]. */
  @Test
  void anIdentifierIsNotGivenTwiceAtATime() {
    PacketIdentifiers shared = new PacketIdentifiers();
    OutboundDelivery<String> some = new OutboundDelivery<>(65_535, shared);
    int subscribe = shared.allocate();
    int stuck = some.add("stuck", EXACTLY_ONCE);
    for (int i = 0; i < 200_000; i++) {
      int id = some.add("m", AT_LEAST_ONCE);
      assertTrue(id != stuck && id != subscribe && id > 0 && id < 65_536, "identifier " + id);
      some.acknowledged(id);
    }
    assertEquals(1, some.size());
  }

  /** [MQTT-2.2.1-4], where the table alone knows them. */
  @Test
  void anIdentifierThatWaitsIsPassedOver() {
    int restored = 3;
    delivery.restore(restored, AWAITING_PUBREC, "restored");
    int stuck = delivery.add("stuck", EXACTLY_ONCE);
    assertEquals(restored + 1, stuck);
    for (int i = 0; i < 70_000; i++) {
      int id = delivery.add("m", AT_LEAST_ONCE);
      assertTrue(id != stuck && id != restored && id > 0 && id < 65_536, "identifier " + id);
      delivery.acknowledged(id);
    }
    assertEquals("stuck", delivery.received(stuck));
  }

  /** The order survives answers in any order, compared with a plain list. */
  @Test
  void behavesLikeAList() {
    Random random = new Random(42);
    OutboundDelivery<Integer> some = new OutboundDelivery<>(500);
    List<Integer> identifiers = new ArrayList<>();
    for (int step = 0; step < 100_000; step++) {
      if (some.hasRoom() && random.nextInt(100) < (step / 1000 % 2 == 0 ? 70 : 30)) {
        identifiers.add(some.add(step, AT_LEAST_ONCE));
      } else if (!identifiers.isEmpty()) {
        int id = identifiers.remove(random.nextInt(identifiers.size()));
        assertTrue(some.acknowledged(id) != null);
      }
      if (step % 97 == 0) {
        List<Integer> seen = new ArrayList<>();
        some.forEach((id, state, message) -> seen.add(id));
        assertEquals(identifiers, seen);
      }
      assertEquals(identifiers.size(), some.size());
    }
  }

  private List<String> repeated() {
    List<String> all = new ArrayList<>();
    delivery.repeat((id, state, message) -> all.add(id + " " + state + " " + message));
    return all;
  }
}
