package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.testsupport.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A busy home for a while: two minutes, or so many seconds as {@code -Dhearth.soak.seconds} says;
 * in the profile {@code bounds} only. What the broker holds in the end is what it held after the
 * first third.
 */
@Tag("soak")
class SoakIT {
  private static final Duration LENGTH =
      Duration.ofSeconds(Long.getLong("hearth.soak.seconds", 120));

  private static final int DEVICES = 20;

  /** What caches may still grow by; each round leaking as much as its session would be more. */
  private static final long SWING_BYTES = 3 << 20;

  @TempDir private Path folder;
  private int port;
  private int rounds;

  @Test
  void whatIsHeldStaysTheSame() throws IOException {
    try (HearthProcess broker =
        HearthProcess.ready(
            "broker",
            "--listen",
            "127.0.0.1:0",
            "--allow-anonymous",
            "--store",
            folder.resolve("store").toString())) {
      port = broker.port();
      Vitals vitals = new Vitals(broker.pid());
      long start = System.nanoTime();
      live(start + LENGTH.toNanos() / 3);
      long early = vitals.liveBytes();
      long resident = vitals.residentKib();
      long descriptors = vitals.descriptors();
      int before = rounds;

      live(start + LENGTH.toNanos());

      long late = vitals.liveBytes();
      System.out.printf(
          "soak of %d s: after %d rounds %d bytes live, %d KiB resident; after %d rounds %d bytes"
              + " live, %d KiB resident%n",
          LENGTH.toSeconds(), before, early, resident, rounds, late, vitals.residentKib());
      assertTrue(late < early + SWING_BYTES, () -> early + " live bytes have become " + late);
      Eventually.holds(
          "no descriptor is leaked", () -> vitals.descriptors() <= descriptors, broker::told);
      for (int i = 0; i < DEVICES; i++) {
        try (RawClient device = RawClient.open(port)) {
          assertTrue(device.resume("device" + i, null), "the session of device" + i + " is lost");
        }
      }
      assertEquals(0, broker.logCount("error|^\tat "), broker::told);
    }
  }

  private void live(long until) throws IOException {
    while (System.nanoTime() - until < 0) {
      round(rounds++);
    }
  }

  /** A device comes back, is taken over by itself, speaks, and goes in one of three ways. */
  private void round(int number) throws IOException {
    String name = "device" + number % DEVICES;
    boolean isKnown = number >= DEVICES;
    String address = "127.0.2." + (1 + number % 200); // each may open so many in a second
    try (RawClient watcher = RawClient.from(address, port).connect("watcher");
        RawClient first = RawClient.from(address, port);
        RawClient second = RawClient.from(address, port)) {
      watcher.subscribe("home/" + name + "/#", 0);
      assertEquals(isKnown, first.resume(name, "home/" + name + "/gone"), "session present");
      assertTrue(second.resume(name, "home/" + name + "/gone"), "session present");
      assertTrue(first.isEndedByBroker(), "taken over");
      second.send(
          RawClient.publishPacket("home/" + name + "/state", 2, true, 1, new byte[number % 500]));
      second.expect(RawClient.PUBREC);
      second.send(RawClient.answer(RawClient.PUBREL, 1)).expect(RawClient.PUBCOMP);
      if (number % 3 == 0) {
        second.send(RawClient.DISCONNECT); // no Will
        assertTrue(second.isEndedByBroker());
      } else if (number % 3 == 1) {
        second.reset();
      }
    }
  }
}
