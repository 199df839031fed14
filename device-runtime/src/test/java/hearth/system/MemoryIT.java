package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.testsupport.Eventually;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that stay within the limits of each, and together would fill the heap of the broker as it
 * is installed several times: it serves on, and takes new ones again when they have gone.
 */
class MemoryIT {
  private static final int MIB = 1 << 20;

  private final List<RawClient> greedy = new ArrayList<>();
  private HearthProcess broker;
  private Onlookers onlookers;
  private int port;

  @BeforeEach
  void start() throws IOException {
    broker = HearthProcess.openBroker();
    port = broker.port();
    onlookers = new Onlookers(port);
    onlookers.seeMore(50);
  }

  @AfterEach
  void thereIsRoomAgain() throws IOException {
    onlookers.seeMore(50);
    broker.awaitLog("limits\\.[a-z_]+|Memory is .* full|The session of|was dropped");
    for (RawClient each : greedy) {
      each.close();
    }
    Eventually.holds("somebody new is served", this::somebodyNewIsServed, broker::told);
    onlookers.close();
    assertEquals(0, broker.logCount("OutOfMemory|defect"), broker::told);
    broker.close();
  }

  private boolean somebodyNewIsServed() {
    try (RawClient one = RawClient.open(port)) {
      one.send(RawClient.connectPacket("new", true, 0, null));
      one.send(repeatedPings()); // what comes in makes the broker look
      return one.isServed();
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] repeatedPings() {
    byte[] pings = new byte[64 << 10];
    for (int i = 0; i < pings.length; i += 2) {
      pings[i] = RawClient.PINGREQ[0];
    }
    return pings;
  }

  @Test
  void messagesThatAreNeverAcknowledged() throws Exception {
    RawClient silent = RawClient.from("127.0.0.2", port).connect("silent").subscribe("big", 1);
    greedy.add(silent);
    Thread reader = new Thread(() -> readForEver(silent), "reader");
    reader.setDaemon(true);
    reader.start();
    try (RawClient publisher = RawClient.from("127.0.0.3", port).connect("publisher")) {
      for (int i = 1; i <= 250; i++) {
        publisher.send(RawClient.publishPacket("big", 1, false, i, new byte[MIB]));
        publisher.expect(RawClient.PUBACK);
      }
    }
  }

  private static void readForEver(RawClient client) {
    try {
      while (true) {
        client.read();
      }
    } catch (IOException e) {
      // It is over.
    }
  }

  @Test
  void longFiltersOfMany() throws Exception {
    String level = "x".repeat(1000);
    int refused = 0;
    for (int i = 0; i < 150 && refused == 0; i++) {
      RawClient one = RawClient.from("127.0.0.2", port);
      greedy.add(one);
      refused += one.send(RawClient.connectPacket("many" + i, true, 0, null)).isServed() ? 0 : 1;
      for (int j = 0; j < 1000 && refused == 0; j++) {
        one.send(RawClient.subscribePacket(level + i + "/" + j, 0));
        refused += one.expect(RawClient.SUBACK).body()[2] == 0 ? 0 : 1;
      }
    }
    assertTrue(refused > 0, "all was taken");
  }

  @Test
  void sessionsWithLongNames() throws Exception {
    String name = "x".repeat(60_000);
    for (int i = 0; i < 500; i++) {
      try (RawClient one = RawClient.from("127.0.0." + (2 + i % 3), port)) {
        one.send(RawClient.connectPacket(name + i, false, 0, null));
        assertTrue(one.isServed(), "the session that was not used for the longest makes room");
      }
    }
    endThem(name);
  }

  /** Who is known is let in, and may end its session. */
  private void endThem(String name) throws IOException {
    for (int i = 0; i < 1000; i++) {
      try (RawClient one = RawClient.from("127.0.0." + (5 + i % 5), port)) {
        one.send(RawClient.connectPacket(name + i, true, 0, null)).isServed();
      }
    }
  }
}
