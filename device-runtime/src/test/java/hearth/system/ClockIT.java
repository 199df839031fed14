package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.MqttVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Year;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The wall clock of a running broker is set years forward and back, as on a Pi that has no battery
 * for it and then finds the network: nobody is dropped, and no session ends before its time.
 */
class ClockIT {
  @TempDir private Path folder;

  @Test
  void yearsForwardAndBackNobodyIsDropped() throws Exception {
    FakeClock clock = FakeClock.in(folder);
    String store = folder.resolve("store").toString();
    try (HearthProcess broker =
        clock.ready("broker", "--listen", "127.0.0.1:0", "--allow-anonymous", "--store", store)) {
      Onlookers onlookers = new Onlookers(broker.port());
      onlookers.seeMore(50);
      connect(broker, "away", false);
      try (RawClient alive = RawClient.open(broker.port())) {
        alive.send(RawClient.connectPacket("alive", false, 60, "will")).expect(RawClient.CONNACK);
        for (int years : new int[] {10, -20, 0, 30}) {
          clock.set(years);
          onlookers.seeMore(50);
          assertEquals(
              Year.now(ZoneId.systemDefault()).getValue() + years, yearOfBroker(broker), 1);
          alive.send(RawClient.PINGREQ).expect(RawClient.PINGRESP);
          connect(broker, "away", true);
        }
      }
      onlookers.close();
      assertEquals(0, broker.logCount("^\tat |Keep Alive"), broker::told);
    }
  }

  /** A client whose session lasts for an hour comes and goes. */
  private static void connect(HearthProcess broker, String name, boolean present)
      throws IOException {
    try (WireClient client = new WireClient(broker.port(), MqttVersion.V5)) {
      assertEquals(present, client.connectForAnHour(name), "the session of " + name);
    }
  }

  /** The year in the broker's last refusal. */
  private static int yearOfBroker(HearthProcess broker) throws IOException {
    try (RawClient asking = RawClient.open(broker.port()).connect("asking")) {
      asking.send(RawClient.publishPacket("$SYS/mine", 0, false, 0, new byte[1]));
      String topic = "$SYS/broker/refusals/last";
      asking.subscribe(topic, 0);
      byte[] body = asking.expect(RawClient.PUBLISH).body();
      int start = 2 + topic.length();
      String lines = new String(body, start, body.length - start, StandardCharsets.UTF_8);
      String last = lines.substring(lines.lastIndexOf('\n') + 1);
      assertTrue(last.contains("$SYS/mine"), last);
      return Integer.parseInt(last.substring(0, 4));
    }
  }
}
