package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.protocol.packet.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What once ended each start on a store, with the small heap that is shipped. */
class DyingStoreIT {
  private static final int MESSAGES = 300_000;
  private static final int AT_ONCE = 500;

  @TempDir private Path folder;

  private String config(String top, String limits) {
    return new HomeFolder(folder)
        .file(
            "home.yaml",
            """
            device: {topic: home%s}
            hardware: {parts: simulated}
            broker:
              listen: [{address: '127.0.0.1:0', anonymous: local}]
              store: {folder: store}
              limits: {%s}
            """
                .formatted(top, limits));
  }

  /** More than memory has room for: they wait on disk, and come in their order. */
  @Test
  void manySmallMessagesThatWait() throws Exception {
    String config =
        config(
            "",
            "queued_bytes: 200MiB, all_queued_bytes: 200MiB, queued_messages: 1000000,"
                + " in_flight: 256");
    try (HearthProcess broker = HearthProcess.ready("broker", "--config", config)) {
      try (RawClient away = RawClient.from("127.0.0.2", broker.port())) {
        away.resume("away", null);
        away.subscribe("q", 1);
      }
      try (RawClient publisher = RawClient.from("127.0.0.3", broker.port()).connect("publisher")) {
        for (int from = 0; from < MESSAGES; from += AT_ONCE) {
          byte[][] some = new byte[AT_ONCE][];
          for (int i = 0; i < AT_ONCE; i++) {
            some[i] = RawClient.publishPacket("q", 1, false, 1 + i, payload(from + i));
          }
          publisher.send(RawClient.join(some));
          for (int i = 0; i < AT_ONCE; i++) {
            publisher.expect(RawClient.PUBACK);
          }
        }
      }
      broker.kill();
    }
    try (HearthProcess broker = HearthProcess.ready("broker", "--config", config);
        RawClient away = RawClient.from("127.0.0.2", broker.port())) {
      away.resume("away", null);
      for (int i = 0; i < MESSAGES; i++) {
        byte[] body = away.expect(RawClient.PUBLISH).body();
        assertEquals(
            Integer.toString(i), new String(body, 5, body.length - 5, StandardCharsets.UTF_8));
        away.send(RawClient.packet(0x40, new byte[] {body[3], body[4]}));
      }
    }
  }

  private static byte[] payload(int number) {
    return Integer.toString(number).getBytes(StandardCharsets.UTF_8);
  }

  /** A megabyte of a list that never ends, as the device's own description. */
  @Test
  void aForgedDescriptionOfHomie() throws Exception {
    String config = config(", homie: yes", "");
    byte[] forged = "[a,".concat("a,".repeat(500_000)).getBytes(StandardCharsets.UTF_8);
    for (int life = 0; life < 3; life++) {
      try (HearthProcess home = HearthProcess.ready("run", "--config", config)) {
        Mosquitto controller = new Mosquitto(home.port());
        controller.awaitRetained("homie/5/home/$state", "ready");
        try (RawClient forger = RawClient.from("127.0.0.3", home.port()).connect("forger")) {
          forger.send(RawClient.publishPacket("homie/5/home/$description", 1, true, 1, forged));
          forger.expect(RawClient.PUBACK);
        }
        try (WireClient other = new WireClient(home.port(), MqttVersion.V5)) {
          other.connectClean("onlooker");
        }
        home.kill();
      }
    }
  }
}
