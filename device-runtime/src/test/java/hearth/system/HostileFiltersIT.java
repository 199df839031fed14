package hearth.system;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients whose Topic Filters make the broker look for very much. */
class HostileFiltersIT extends AttackedBroker {
  /** Each as many as are allowed and as many again, and then it goes, which takes them all out. */
  @Test
  void subscriptionsWithoutEnd() throws Exception {
    int[] round = {0};
    attack(
        () -> {
          byte[] some = subscribes(20_000, ++round[0]);
          try (RawClient many = RawClient.from("127.0.0.2", port).connect("subscriber")) {
            Flood reader = Flood.reading(many);
            many.send(some);
            reader.awaitRead(20_000 * 5);
          }
        });
    broker.awaitLog("refused client 'subscriber' .*limits.subscriptions");
  }

  private static byte[] subscribes(int count, int round) {
    byte[][] all = new byte[count][];
    for (int i = 0; i < count; i++) {
      all[i] = RawClient.subscribePacket("+/" + i + "/" + round + "/#", 0);
    }
    return RawClient.join(all);
  }

  @Test
  void allRetainedMessagesAgainAndAgain() throws Exception {
    try (RawClient publisher = RawClient.from("127.0.0.3", port).connect("publisher")) {
      for (int i = 0; i < 20_000; i++) {
        publisher.send(RawClient.publishPacket("r/" + i, 0, true, 0, new byte[100]));
      }
      publisher.send(RawClient.PINGREQ).expect(RawClient.PINGRESP);
    }
    byte[] subscribes = repeat(RawClient.subscribePacket("r/#", 0), 1000);
    try (RawClient reads = RawClient.from("127.0.0.2", port).connect("reads");
        RawClient lazy = RawClient.narrow("127.0.0.2", port).connect("lazy")) {
      Flood reader = Flood.reading(reads);
      Flood.of(reads, subscribes);
      Flood.of(lazy, subscribes);
      long[] read = {0};
      attack(() -> reader.awaitRead(read[0] += 10_000_000));
    }
  }

  /** Each client hears of one topic by a thousand filters, and the set of them changes always. */
  @Test
  void filtersThatAllMatch() throws Exception {
    // One PUBLISH looks at all 15,000 in one go, which is about what limits.session_bytes leaves
    // one
    // user by default.
    mostMillis = 15;
    List<RawClient> readers = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      RawClient reader = RawClient.from("127.0.0.2", port).connect("reader" + i);
      readers.add(reader);
      for (int bits = 0; bits < 1000; bits++) {
        reader.send(RawClient.subscribePacket(filter(bits), 0));
      }
      for (int bits = 0; bits < 1000; bits++) {
        reader.expect(RawClient.SUBACK);
      }
    }
    byte[] message = RawClient.publishPacket(filter(0), 0, false, 0, new byte[10]);
    byte[] change = RawClient.subscribePacket(filter(1), 0);
    try (RawClient publisher = RawClient.from("127.0.0.3", port).connect("publisher")) {
      Flood reader = Flood.reading(publisher);
      long[] answered = {0};
      attack(
          () -> {
            publisher.send(repeat(RawClient.join(message, change), 10));
            reader.awaitRead(answered[0] += 10 * 5);
          });
    }
    for (RawClient reader : readers) {
      reader.expect(RawClient.PUBLISH);
      reader.close();
    }
  }

  /** A topic of ten levels; each bit makes one of them {@code +}. */
  static String filter(int bits) {
    StringBuilder filter = new StringBuilder("deep");
    for (int level = 0; level < 10; level++) {
      filter.append((bits >> level & 1) == 1 ? "/+" : "/x");
    }
    return filter.toString();
  }
}
