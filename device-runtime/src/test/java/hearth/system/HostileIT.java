package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that mean harm, against the broker as it is installed, with its small heap: it ends at
 * once where memory runs out, and no test would pass. Two onlookers are served all the while; how
 * fast is printed, and has a bound that a busy machine keeps too. (That nobody waits for more than
 * a share of work, FairnessTest counts.)
 */
@ExtendWith(BehindOthers.class)
class HostileIT {
  /** The heap of jvm.options, and what the virtual machine needs beside it. */
  private static final long MOST_RESIDENT_KIB = 300 << 10;

  private static final int MIB = 1 << 20;

  @TempDir private Path folder;
  private HearthProcess broker;
  private Onlookers onlookers;
  private int port;

  @BeforeEach
  void start() throws IOException {
    String config =
        new HomeFolder(folder)
            .file(
                "hostile.yaml",
                """
                device: {topic: home}
                broker:
                  listen:
                    - {address: '127.0.0.1:0', anonymous: local}
                    - {address: '127.0.0.1:0', anonymous: local, websocket: {}}
                  limits: {connect_timeout: 2s, connections: 3000, connections_per_second: 1000}
                """);
    broker = HearthProcess.ready("broker", "--config", config);
    port = broker.port();
    onlookers = new Onlookers(port, broker.pid());
    onlookers.seeMore(500); // for Java to have warmed up
    onlookers.forget();
    onlookers.seeMore(500);
    onlookers.alone();
  }

  @AfterEach
  void stillServing(TestInfo test) throws IOException {
    try (HearthProcess ended = broker) {
      onlookers.seeMore(50);
      onlookers.report(test.getDisplayName().replace("()", ""));
      onlookers.close();
      onlookers.requireSmallFactor();
      long resident = new Vitals(ended.pid()).residentKib();
      assertTrue(resident < MOST_RESIDENT_KIB, () -> resident + " KiB are resident");
      assertEquals(0, broker.logCount("OutOfMemory|^\tat "), broker::told);
      assertTrue(broker.log().size() < 600, "the log is flooded");
    }
  }

  @Test
  void readersWhoDoNotRead() throws Exception {
    byte[] message = RawClient.publishPacket("flood", 0, false, 0, new byte[10_000]);
    try (RawClient never = RawClient.narrow("127.0.0.2", port).connect("never");
        RawClient slowly = RawClient.narrow("127.0.0.2", port).connect("slowly");
        RawClient publisher = RawClient.from("127.0.0.3", port).connect("publisher")) {
      never.subscribe("flood", 0);
      slowly.subscribe("flood", 0);
      for (int i = 0; i < 64 * MIB / message.length; i++) {
        publisher.send(message);
        if (i % 1000 == 0) {
          slowly.readByte();
        }
      }
      publisher.send(RawClient.PINGREQ).expect(RawClient.PINGRESP);
    }
  }

  @Test
  void answersThatNobodyReads() throws Exception {
    byte[] pings = repeat(RawClient.PINGREQ, 8192);
    try (Flood flood = new Flood(RawClient.narrow("127.0.0.2", port).connect("pinger"), pings)) {
      flood.awaitStuckOrSent(32 * MIB);
    }
  }

  @Test
  void subscriptionsWithoutEnd() throws Exception {
    try (RawClient many = RawClient.from("127.0.0.2", port).connect("subscriber")) {
      Flood reader = new Flood(many, new byte[0]);
      for (int i = 0; i < 100_000; i++) {
        many.send(RawClient.subscribePacket("+/" + i + "/#", 0));
      }
      reader.awaitRead(100_000 * 5);
    }
    broker.awaitLog("refused client 'subscriber' .*limits.subscriptions");
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
    try (Flood flood = new Flood(RawClient.narrow("127.0.0.2", port).connect("all"), subscribes)) {
      flood.awaitStuckOrSent(4 * MIB);
    }
  }

  /** A packet of few kinds of bytes and very many parts would take a hundred times its size. */
  @Test
  void packetsFullOfSmallThings() throws Exception {
    for (int i = 0; i < 20; i++) {
      fullOfSmallThings(7 * MIB); // as large as a message may be, and
      fullOfSmallThings(MIB / 5); // as these may be
    }
    broker.awaitLog("refused client 'many'.*SUBSCRIBE of .*limits.subscribe_packet_size");
    broker.awaitLog("refused client 'many'.*SUBSCRIBE names more than 2048 Topic Filters");
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

  /** Each of very many asks for as much as it gets. */
  @Test
  void hundredsOfFloods() throws Exception {
    byte[] pings = repeat(RawClient.PINGREQ, 50_000);
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      clients.add(RawClient.from("127.0.0.2", port).connect("flood" + i));
    }
    for (RawClient client : clients) {
      client.send(Arrays.copyOf(pings, 2000));
    }
    List<Flood> readers = new ArrayList<>();
    for (RawClient client : clients.subList(0, 20)) {
      readers.add(new Flood(client, new byte[0]));
    }
    for (int i = 0; i < 10; i++) {
      for (RawClient client : clients.subList(0, 20)) {
        client.send(pings);
      }
    }
    for (Flood reader : readers) {
      reader.awaitRead(2000 + 10L * pings.length);
    }
    for (RawClient client : clients) {
      client.close();
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
    List<RawClient> hoarders = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      RawClient hoarder = RawClient.from("127.0.0.3", port).connect("hoarder" + i);
      hoarders.add(hoarder);
      try {
        hoarder.send(Arrays.copyOf(large, 6 * MIB));
      } catch (IOException e) {
        // ended already
      }
    }
    // limits.buffer_bytes are 24 MB: as many are closed as it takes, and not one more.
    Eventually.holds(
        "six are closed",
        () -> hoarders.stream().filter(RawClient::isEndedByNow).count() >= 6,
        broker::told);
    broker.awaitLog("it holds too much of the broker's memory");
    int spared = 0;
    for (RawClient hoarder : hoarders) {
      spared += isAliveAfter(hoarder, Arrays.copyOfRange(large, 6 * MIB, large.length)) ? 1 : 0;
      hoarder.close();
    }
    assertTrue(spared >= 3 && spared <= 4, spared + " hoarders were spared");
    for (RawClient waiting : halves) {
      assertTrue(waiting.isEndedByBroker(), "at the latest after connect_timeout");
      waiting.close();
    }
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
  void tenThousandConnections() throws Exception {
    List<RawClient> crowd = new ArrayList<>();
    int served = 0;
    for (int i = 0; i < 10_000; i++) {
      try {
        RawClient one = RawClient.from("127.0.1." + (1 + i % 10), port);
        crowd.add(one);
        one.send(RawClient.connectPacket("crowd" + i, true, 0, null));
      } catch (IOException e) {
        // refused already
      }
    }
    for (RawClient one : crowd) {
      served += one.isServed() ? 1 : 0;
    }
    assertEquals(3000 - 2, served, "as many as limits.connections allows, with the onlookers");
    broker.awaitLog("all 3000 connections are in use");
    for (RawClient one : crowd) {
      one.close();
    }
    Eventually.holds("there is room again", this::somebodyCanConnect, broker::told);
  }

  @Test
  void tenThousandTimesThereAndGone() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      try (RawClient one = RawClient.from("127.0.2." + (1 + i % 20), port).connect("fleeting")) {
        if (i % 2 == 0) {
          one.send(RawClient.DISCONNECT);
        }
      }
    }
    assertTrue(broker.logCount("'?fleeting") > 100, "nobody was logged");
  }

  /** Each client hears of one topic by a thousand filters. */
  @Test
  void filtersThatAllMatch() throws Exception {
    List<RawClient> readers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      RawClient reader = RawClient.from("127.0.0.2", port).connect("reader" + i);
      readers.add(reader);
      for (int bits = 0; bits < 1000; bits++) {
        reader.send(RawClient.subscribePacket(filter(bits), 0));
      }
      for (int bits = 0; bits < 1000; bits++) {
        reader.expect(RawClient.SUBACK);
      }
    }
    try (RawClient publisher = RawClient.from("127.0.0.3", port).connect("publisher")) {
      for (int i = 0; i < 100; i++) {
        publisher.send(RawClient.publishPacket(filter(0), 0, false, 0, new byte[10]));
      }
      publisher.send(RawClient.PINGREQ).expect(RawClient.PINGRESP);
    }
    for (RawClient reader : readers) {
      reader.expect(RawClient.PUBLISH);
      reader.close();
    }
  }

  /** A topic of ten levels; each bit makes one of them {@code +}. */
  private static String filter(int bits) {
    StringBuilder filter = new StringBuilder("deep");
    for (int level = 0; level < 10; level++) {
      filter.append((bits >> level & 1) == 1 ? "/+" : "/x");
    }
    return filter.toString();
  }

  @Test
  void pingsWithoutEnd() throws Exception {
    try (RawClient pinger = RawClient.from("127.0.0.2", port).connect("pinger")) {
      Flood reader = new Flood(pinger, new byte[0]);
      byte[] pings = repeat(RawClient.PINGREQ, 10_000);
      for (int i = 0; i < 200; i++) {
        pinger.send(pings);
      }
      reader.awaitRead(200L * pings.length);
    }
  }

  private boolean somebodyCanConnect() {
    try (RawClient one = RawClient.open(port)) {
      return one.send(RawClient.connectPacket("again", true, 0, null)).isServed();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void whatHasNoPlaceInAConnection() throws Exception {
    try (RawClient twice = RawClient.open(port).connect("twice")) {
      twice.send(RawClient.connectPacket("twice", true, 0, null));
      assertTrue(twice.isEndedByBroker());
    }
    broker.awaitLog("refused client 'twice'.*a second CONNECT");
    try (RawClient huge = RawClient.open(port).connect("huge")) {
      byte[] head = {0x30, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F, 0, 1, 'a'};
      huge.send(head); // of 256 MB, not one more byte
      assertTrue(huge.isEndedByBroker());
    }
    try (RawClient huge = RawClient.open(port).connect("huge2")) {
      byte[] head = {0x30, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F, 0, 1, 'a'};
      byte[] piece = new byte[MIB];
      huge.send(head);
      try {
        for (int i = 0; i < 256; i++) {
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
    for (int i = 0; i < 5; i++) {
      trickWithFrames();
    }
  }

  /** Each: what is sent after the opening. The connection ends, or it costs next to nothing. */
  private void trickWithFrames() throws Exception {
    byte[] mask = {0, 0, 0, 0};
    byte[] endless = {(byte) 0x82, (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1};
    byte[] unmasked = {(byte) 0x82, 1, 0x10};
    byte[] fragmentedPing = RawClient.join(new byte[] {0x09, (byte) 0x80}, mask);
    byte[] longPing = RawClient.join(new byte[] {(byte) 0x89, (byte) 0xFE, 0, 126}, mask);
    byte[] stray = RawClient.join(new byte[] {(byte) 0x80, (byte) 0x81}, mask, new byte[1]);
    byte[] compressed = RawClient.join(new byte[] {(byte) 0xC2, (byte) 0x81}, mask, new byte[1]);
    for (byte[] trick :
        List.of(
            RawClient.join(endless, mask), unmasked, fragmentedPing, longPing, stray, compressed)) {
      try (RawClient client = webSocket()) {
        client.send(trick);
        assertTrue(client.isEndedByBroker(), () -> "frame " + Arrays.toString(trick));
      }
    }
    try (RawClient client = webSocket()) {
      byte[] first = RawClient.join(new byte[] {0x02, (byte) 0x80}, mask);
      byte[] empty = RawClient.join(new byte[] {0x00, (byte) 0x80}, mask);
      try {
        client.send(first);
        for (int i = 0; i < 100; i++) {
          client.send(repeat(empty, 1000)); // a message of 100,000 empty fragments
        }
      } catch (IOException e) {
        // ended: connect_timeout is over
      }
    }
    byte[] ping = RawClient.join(new byte[] {(byte) 0x89, (byte) 0x80}, mask);
    try (Flood flood = new Flood(webSocket(), repeat(ping, 4096))) {
      flood.awaitStuckOrSent(32 * MIB);
    }
  }

  private RawClient webSocket() throws IOException {
    RawClient client = RawClient.narrow("127.0.0.2", broker.port(1));
    return client.send(WebSocketStreams.OPENING);
  }

  private static byte[] repeat(byte[] bytes, int times) {
    byte[] all = new byte[bytes.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
    }
    return all;
  }

  /** Sends the same bytes for ever from a thread of its own, or reads for ever. */
  private static final class Flood implements AutoCloseable {
    private final RawClient client;
    private final byte[] bytes;
    private final Thread thread;
    private volatile long moved;
    private volatile boolean over;

    Flood(RawClient client, byte[] bytes) {
      this.client = client;
      this.bytes = bytes;
      this.thread = new Thread(bytes.length == 0 ? this::read : this::write, "flood");
      thread.setDaemon(true);
      thread.start();
    }

    private void write() {
      try {
        OutputStream out = client.out();
        while (!over) {
          out.write(bytes);
          moved += bytes.length;
        }
      } catch (IOException e) {
        over = true; // closed by the broker, or by the test
      }
    }

    private void read() {
      try {
        while (true) {
          client.readByte();
          moved++;
        }
      } catch (IOException e) {
        over = true;
      }
    }

    /** Waits until the broker takes no more, has ended the connection, or has taken it all. */
    void awaitStuckOrSent(long most) {
      long[] seen = {-1, System.nanoTime()};
      Eventually.holds(
          "the flood ends",
          () -> {
            if (moved != seen[0]) {
              seen[0] = moved;
              seen[1] = System.nanoTime();
            }
            return over || moved >= most || System.nanoTime() - seen[1] > 1_000_000_000L;
          },
          () -> moved + " bytes are sent");
      over = true;
    }

    void awaitRead(long count) {
      Eventually.holds("all is answered", () -> over || moved >= count, () -> moved + " bytes");
    }

    @Override
    public void close() throws IOException {
      over = true;
      client.reset();
    }
  }
}
