package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker as it is installed, with its small heap, for clients that mean harm: it ends at once
 * where memory runs out, and no test would pass. Two onlookers are served all the while; how fast
 * is printed, and has a bound in the profile {@code bounds}. (That nobody waits for more than a
 * share of work, FairnessTest counts.)
 */
@Tag("bounds")
@ExtendWith(BehindOthers.class)
abstract class AttackedBroker {
  static final int MIB = 1 << 20;

  /** The heap of jvm.options, and what the virtual machine needs beside it. */
  private static final long MAX_RESIDENT_KIB = 300 << 10;

  @TempDir private Path folder;
  HearthProcess broker;
  int port;

  /** For so long 99 % of the onlookers' messages may wait, at the most. */
  double maxMillis = Onlookers.MAX_MILLIS;

  private Onlookers onlookers;

  /** A part of an attack. */
  interface Round {
    void run() throws Exception;
  }

  @BeforeEach
  final void start() throws IOException {
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
                  limits: {connect_timeout: 2s, connections: 3000, connections_per_second: 1000%s}
                """
                    .formatted(moreLimits()));
    broker = HearthProcess.ready("broker", "--config", config);
    port = broker.port();
    onlookers = new Onlookers(port, broker.pid());
    onlookers.seeAlone();
  }

  /** Other limits than those that are shipped, each with a comma before it. */
  String moreLimits() {
    return "";
  }

  /** Does it again and again, until the onlookers have sent enough meanwhile. */
  final void attack(Round round) throws Exception {
    int enough = onlookers.seen() + Onlookers.ENOUGH;
    do {
      round.run();
    } while (onlookers.seen() < enough);
  }

  @AfterEach
  final void stillServing(TestInfo test) throws IOException {
    try (HearthProcess ended = broker) {
      onlookers.seeMore(50);
      onlookers.report(test.getDisplayName().replace("()", ""));
      onlookers.close();
      onlookers.requireSmallFactor(maxMillis);
      long resident = new Vitals(ended.pid()).residentKib();
      assertTrue(resident < MAX_RESIDENT_KIB, () -> resident + " KiB are resident");
      assertEquals(0, broker.logCount("OutOfMemory|^\tat "), broker::told);
      assertTrue(broker.log().size() < 600, "the log is flooded");
    }
  }

  static byte[] repeat(byte[] bytes, int times) {
    byte[] all = new byte[bytes.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
    }
    return all;
  }
}
