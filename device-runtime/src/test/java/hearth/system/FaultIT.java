package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.testsupport.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections that end as networks end them, in every state: the broker keeps nothing of them but
 * the sessions it promised, and tells of their Wills.
 */
class FaultIT {
  private static final int KEEP_ALIVE_SECONDS = 1;

  @TempDir private Path folder;

  /** How a connection ends. */
  private enum Fault {
    CUT {
      @Override
      void happen(RawClient client) throws IOException {
        client.close();
      }
    },
    RESET {
      @Override
      void happen(RawClient client) throws IOException {
        client.reset();
      }
    },
    /** The other side is gone and nobody says so: only time tells. */
    SILENCE {
      @Override
      void happen(RawClient client) {}
    };

    abstract void happen(RawClient client) throws IOException;
  }

  /** How far a connection has come; gives what is sent to get there, after the CONNECT. */
  private enum Moment {
    BEFORE_CONNECT(new byte[0]),
    WITHIN_CONNECT(new byte[0]),
    CONNECTED(new byte[0]),
    WITHIN_PUBLISH(Arrays.copyOf(RawClient.publishPacket("a", 1, false, 1, new byte[9]), 7)),
    PUBLISHED_ONCE(RawClient.publishPacket("a", 1, false, 1, new byte[9])),
    WITHIN_EXACTLY_ONCE(RawClient.publishPacket("a", 2, false, 2, new byte[9])),
    RELEASED(
        RawClient.join(
            RawClient.publishPacket("a", 2, false, 2, new byte[9]),
            RawClient.answer(RawClient.PUBREL, 2)));

    private final byte[] sent;

    Moment(byte[] sent) {
      this.sent = sent;
    }

    boolean isConnected() {
      return compareTo(CONNECTED) >= 0;
    }

    void reach(RawClient client, String name) throws IOException {
      byte[] connect = RawClient.connectPacket(name, true, KEEP_ALIVE_SECONDS, "will/" + name);
      if (isConnected()) {
        client.send(connect).expect(RawClient.CONNACK);
        client.send(sent);
      } else if (this == WITHIN_CONNECT) {
        client.send(Arrays.copyOf(connect, 9));
      }
    }
  }

  @Test
  void everyEndInEveryState() throws Exception {
    String config =
        new HomeFolder(folder)
            .file(
                "fault.yaml",
                """
                device: {topic: home}
                broker:
                  listen: [{address: '127.0.0.1:0', anonymous: local}]
                  limits: {connect_timeout: 1s}
                """);
    try (HearthProcess broker = HearthProcess.ready("broker", "--config", config);
        RawClient watcher = RawClient.open(broker.port()).connect("watcher")) {
      watcher.subscribe("will/#", 0);
      Vitals vitals = new Vitals(broker.pid());
      long before = vitals.descriptors();
      List<String> wills = new ArrayList<>();
      List<RawClient> silent = new ArrayList<>();
      for (int round = 0; round < 5; round++) {
        for (Fault fault : Fault.values()) {
          for (Moment moment : Moment.values()) {
            String name = fault + "-" + moment + "-" + round;
            RawClient client = RawClient.open(broker.port());
            moment.reach(client, name);
            fault.happen(client);
            silent.add(client);
            if (moment.isConnected()) {
              wills.add("will/" + name);
            }
          }
        }
      }

      List<String> told = new ArrayList<>();
      for (int i = 0; i < wills.size(); i++) {
        byte[] body = watcher.expect(RawClient.PUBLISH).body();
        told.add(new String(body, 2, body[1], StandardCharsets.UTF_8));
      }
      wills.sort(null);
      told.sort(null);
      assertEquals(wills, told);
      Eventually.holds("all are closed", () -> vitals.descriptors() <= before, broker::told);
      assertEquals("1", system(broker, "clients/total"), "sessions are left");
      assertEquals(0, broker.logCount("^\tat "), broker::told);
      for (RawClient each : silent) {
        each.close();
      }
    }
  }

  /** A value of the broker's own topics, without a session of one's own being counted. */
  static String system(HearthProcess broker, String name) throws IOException {
    try (RawClient asking = RawClient.open(broker.port()).connect("asking")) {
      String topic = "$SYS/broker/" + name;
      asking.subscribe(topic, 0);
      byte[] body = asking.expect(RawClient.PUBLISH).body();
      int start = 2 + topic.length();
      String value = new String(body, start, body.length - start, StandardCharsets.UTF_8);
      return "" + (Integer.parseInt(value) - 1);
    }
  }

  /** Without descriptors nobody new comes in; who is there stays, and all is well afterwards. */
  @Test
  void noDescriptorsLeft() throws Exception {
    try (HearthProcess broker =
        HearthProcess.limited(
            "ulimit -n 100", "broker", "--listen", "127.0.0.1:0", "--allow-anonymous")) {
      Onlookers onlookers = new Onlookers(broker.port());
      List<RawClient> crowd = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        crowd.add(RawClient.open(broker.port()));
      }
      broker.awaitLog("could not be accepted.*[Tt]oo many open files");
      onlookers.seeMore(100);
      for (RawClient one : crowd) {
        one.close();
      }
      try (RawClient next = RawClient.open(broker.port())) {
        next.connect("next");
      }
      onlookers.close();
      assertTrue(broker.logCount("could not be accepted") < 30, broker::told);
    }
  }
}
