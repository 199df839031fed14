package hearth.broker.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.SipHash;
import hearth.protocol.topic.TopicFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SubscriptionTableTest {
  private final SubscriptionTable table = new SubscriptionTable(new SipHash(1, 2));
  private final Map<String, SessionSubscription> model = new HashMap<>();

  private void put(String filter) {
    SessionSubscription subscription =
        new SessionSubscription(
            null, new Subscription(TopicFilter.of(filter), QoS.AT_MOST_ONCE), model.size());
    table.put(subscription);
    model.put(filter, subscription);
  }

  private void remove(String filter) {
    assertSame(model.remove(filter), table.remove(TopicFilter.of(filter)));
  }

  private void assertAsTheModel() {
    assertEquals(model.size(), table.size());
    List<SessionSubscription> all = new ArrayList<>(table);
    assertEquals(model.size(), all.size());
    assertEquals(Set.copyOf(model.values()), Set.copyOf(all));
    model.forEach((filter, each) -> assertSame(each, table.get(TopicFilter.of(filter))));
  }

  @Test
  void holdsNothingAtFirst() {
    assertNull(table.get(TopicFilter.of("a")));
    assertNull(table.remove(TopicFilter.of("a")));
    assertAsTheModel();
  }

  @Test
  void theSameFilterTakesThePlaceOfTheFirst() {
    put("a/+");
    put("a/+");
    assertAsTheModel();
    put("b");
    put("a/+");
    assertAsTheModel();
  }

  @Test
  void findsWhatItHoldsAfterAnyPutsAndRemoves() {
    Random random = new Random(8);
    for (int round = 0; round < 20; round++) {
      // Growing and shrinking in turns; the texts of each four have one hash code.
      for (int i = 0; i < 300; i++) {
        String filter = filter(random.nextInt(100), random.nextInt(4));
        if (random.nextInt(10) < (round % 2 == 0 ? 8 : 1)) {
          put(filter);
        } else {
          remove(filter);
        }
      }
      assertAsTheModel();
    }
    for (String filter : List.copyOf(model.keySet())) {
      remove(filter);
    }
    assertAsTheModel();
  }

  private static String filter(int number, int variant) {
    return "home/" + number + "/" + List.of("AaAa", "AaBB", "BBAa", "BBBB").get(variant) + "/#";
  }
}
