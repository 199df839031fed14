package hearth.system;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients whose Topic Filters make the broker look for very much. */
class HostileFiltersIT extends AttackedBroker {
  /** Sixty thousand subscriptions of two addresses are more than the shipped limits allow. */
  @Override
  String moreLimits() {
    return ", session_bytes: 38MiB, all_queued_bytes: 4MiB, queued_bytes: 1MiB, retained_bytes: 6MiB";
  }

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
    // One PUBLISH looks at all 60,000 in one go: 1 ms by itself, 3 to 9 where others want the
    // processor and its caches.
    maxMillis = 15;
    List<RawClient> readers = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      RawClient reader = RawClient.from("127.0.0." + (4 + i % 2), port).connect("reader" + i);
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

  /** Sixty readers that hear of one topic by a thousand filters each, all with identifiers. */
  @Test
  void overlappingIdentifiers() throws Exception {
    maxMillis = 15;
    List<RawClient> readers = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      RawClient reader = RawClient.from("127.0.0." + (4 + i % 2), port);
      reader
          .send(HostileReadersIT.connectFive("reader" + i, HostileReadersIT.NONE))
          .expect(RawClient.CONNACK);
      for (int bits = 0; bits < 1000; bits++) {
        byte[] identifier = {(byte) (bits % 128 | 0x80), (byte) (bits / 128 + 1)};
        byte[] properties =
            RawClient.join(new byte[] {3, HostileReadersIT.SUBSCRIPTION_IDENTIFIER}, identifier);
        byte[] filter = RawClient.join(HostileReadersIT.text(filter(bits)), new byte[1]);
        reader.send(RawClient.packet(0x82, RawClient.join(new byte[] {0, 1}, properties, filter)));
      }
      for (int bits = 0; bits < 1000; bits++) {
        reader.expect(RawClient.SUBACK);
      }
      readers.add(reader);
      Flood.reading(reader);
    }
    byte[] message = RawClient.publishPacket(filter(0), 0, false, 0, new byte[10]);
    try (RawClient publisher = RawClient.from("127.0.0.3", port).connect("publisher")) {
      attack(
          () -> {
            publisher.send(repeat(message, 10)).send(RawClient.PINGREQ);
            publisher.expect(RawClient.PINGRESP);
          });
    }
    for (RawClient reader : readers) {
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
