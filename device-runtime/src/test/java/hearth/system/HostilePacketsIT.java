package hearth.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.testsupport.Eventually;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients whose packets and frames are too large, never whole, or wrong. */
class HostilePacketsIT extends AttackedBroker {
  /** A packet of few kinds of bytes and very many parts would take a hundred times its size. */
  @Test
  void packetsFullOfSmallThings() throws Exception {
    attack(
        () -> {
          fullOfSmallThings(7 * MIB); // as large as a message may be, and
          fullOfSmallThings(MIB / 5); // as these may be
        });
    broker.awaitLog("refused client 'many'.*SUBSCRIBE of .*limits.subscribe_packet_size");
    broker.awaitLog("refused client 'many'.*SUBSCRIBE names more than 10000 Topic Filters");
  }

  private void fullOfSmallThings(int bytes) throws IOException {
    byte[] connect = {0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0};
    byte[] pair = {0x26, 0, 0, 0, 0}; // a User Property without name and value
    byte[] pairs = RawClient.counted(repeat(pair, bytes / pair.length));
    byte[] filters = repeat(new byte[] {0, 1, 'a', 0}, bytes / 4);
    byte[] names = repeat(new byte[] {0, 1, 'a'}, bytes / 3);
    byte[] identifier = {0, 1};
    refusedAtOnce(RawClient.open(port), 0x10, RawClient.join(connect, pairs));
    refusedAtOnce(RawClient.open(port).connect("many"), 0x82, RawClient.join(identifier, filters));
    refusedAtOnce(RawClient.open(port).connect("many"), 0xA2, RawClient.join(identifier, names));
  }

  private static void refusedAtOnce(RawClient client, int first, byte[] body) throws IOException {
    try (client) {
      client.send(RawClient.packet(first, body));
      assertTrue(client.isEndedByBroker());
    } catch (IOException e) {
      // ended while it was still sending
    }
  }

  @Test
  void halfPackets() throws Exception {
    byte[] connect = RawClient.connectPacket("half", true, 0, null);
    List<RawClient> halves = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      halves.add(
          RawClient.from("127.0.0.2", port)
              .send(Arrays.copyOf(connect, 1 + i % (connect.length - 1))));
    }
    byte[] large = RawClient.publishPacket("large", 0, false, 0, new byte[7 * MIB]);
    attack(
        () ->
            hoard(Arrays.copyOf(large, 6 * MIB), Arrays.copyOfRange(large, 6 * MIB, large.length)));
    broker.awaitLog("it holds too much of the broker's memory");
    for (RawClient waiting : halves) {
      assertTrue(waiting.isEndedByBroker(), "at the latest after connect_timeout");
      waiting.close();
    }
  }

  /** limits.buffer_bytes are 14 MB: as many are closed as it takes, and not one more. */
  private void hoard(byte[] max, byte[] rest) throws IOException {
    List<RawClient> hoarders = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      RawClient hoarder = RawClient.from("127.0.0.3", port).connect("hoarder" + i);
      hoarders.add(hoarder);
      try {
        hoarder.send(max);
      } catch (IOException e) {
        // ended already
      }
    }
    Eventually.holds(
        "six are closed",
        () -> hoarders.stream().filter(RawClient::isEndedByNow).count() >= 6,
        broker::told);
    int spared = 0;
    for (RawClient hoarder : hoarders) {
      spared += isAliveAfter(hoarder, rest) ? 1 : 0;
      hoarder.close();
    }
    assertTrue(spared >= 1 && spared <= 2, spared + " hoarders were spared");
  }

  private static boolean isAliveAfter(RawClient client, byte[] bytes) {
    try {
      client.send(bytes).send(RawClient.PINGREQ).expect(RawClient.PINGRESP);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void whatHasNoPlaceInAConnection() throws Exception {
    byte[] piece = new byte[MIB];
    attack(
        () -> {
          try (RawClient twice = RawClient.open(port).connect("twice")) {
            twice.send(RawClient.connectPacket("twice", true, 0, null));
            assertTrue(twice.isEndedByBroker());
          }
          huge(piece, 0);
          huge(piece, 256);
        });
    broker.awaitLog("refused client 'twice'.*a second CONNECT");
  }

  /** Announces 256 MB. */
  private void huge(byte[] piece, int pieces) throws IOException {
    byte[] head = {0x30, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F, 0, 1, 'a'};
    try (RawClient huge = RawClient.open(port).connect("huge")) {
      huge.send(head);
      try {
        for (int i = 0; i < pieces; i++) {
          huge.send(piece); // dropped as it comes, for the two seconds of the broker's farewell
        }
      } catch (IOException e) {
        // ended meanwhile
      }
      assertTrue(huge.isEndedByBroker());
    }
  }

  @Test
  void tricksWithWebSocketFrames() throws Exception {
    attack(
        () -> {
          refusedFrames();
          fragmentsWithoutEnd();
          pingsThatNobodyReads();
        });
  }

  private static final byte[] MASK = {0, 0, 0, 0};

  /** Each: what is sent after the opening, and ends the connection. */
  private void refusedFrames() throws IOException {
    byte[] endless = {(byte) 0x82, (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1};
    byte[] unmasked = {(byte) 0x82, 1, 0x10};
    byte[] fragmentedPing = RawClient.join(new byte[] {0x09, (byte) 0x80}, MASK);
    byte[] longPing = RawClient.join(new byte[] {(byte) 0x89, (byte) 0xFE, 0, 126}, MASK);
    byte[] stray = RawClient.join(new byte[] {(byte) 0x80, (byte) 0x81}, MASK, new byte[1]);
    byte[] compressed = RawClient.join(new byte[] {(byte) 0xC2, (byte) 0x81}, MASK, new byte[1]);
    for (byte[] trick :
        List.of(
            RawClient.join(endless, MASK), unmasked, fragmentedPing, longPing, stray, compressed)) {
      try (RawClient client = webSocket()) {
        client.send(trick);
        assertTrue(client.isEndedByBroker(), () -> "frame " + Arrays.toString(trick));
      }
    }
  }

  /** A message of 100,000 empty fragments. */
  private void fragmentsWithoutEnd() throws IOException {
    byte[] first = RawClient.join(new byte[] {0x02, (byte) 0x80}, MASK);
    byte[] empty = RawClient.join(new byte[] {0x00, (byte) 0x80}, MASK);
    byte[] some = repeat(empty, 1000);
    try (RawClient client = webSocket()) {
      client.send(first);
      for (int i = 0; i < 100; i++) {
        client.send(some);
      }
    } catch (IOException e) {
      // ended: connect_timeout is over
    }
  }

  private void pingsThatNobodyReads() throws IOException {
    byte[] ping = RawClient.join(new byte[] {(byte) 0x89, (byte) 0x80}, MASK);
    try (Flood flood = Flood.of(webSocket(), repeat(ping, 4096))) {
      flood.awaitStuckOrSent(32 * MIB);
    }
  }

  private RawClient webSocket() throws IOException {
    RawClient client = RawClient.narrow("127.0.0.2", broker.port(1));
    return client.send(WebSocketStreams.OPENING);
  }
}
