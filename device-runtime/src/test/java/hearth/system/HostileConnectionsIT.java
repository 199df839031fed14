package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.testsupport.Eventually;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Very many connections, to stay or to go. */
class HostileConnectionsIT extends AttackedBroker {
  @Test
  void tenThousandConnections() throws Exception {
    List<RawClient> crowd = new ArrayList<>();
    attack(() -> crowd.addAll(tenThousand()));
    int served = 0;
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

  private List<RawClient> tenThousand() {
    List<RawClient> crowd = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      try {
        RawClient one = RawClient.from("127.0.1." + (1 + i % 10), port);
        crowd.add(one);
        one.send(RawClient.connectPacket("crowd" + i, true, 0, null));
      } catch (IOException e) {
        // refused already
      }
    }
    return crowd;
  }

  private boolean somebodyCanConnect() {
    try (RawClient one = RawClient.open(port)) {
      return one.send(RawClient.connectPacket("again", true, 0, null)).isServed();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void thousandsThereAndGone() throws Exception {
    int[] count = {0};
    attack(
        () -> {
          int i = count[0]++;
          try (RawClient one =
              RawClient.from("127.0.2." + (1 + i % 20), port).connect("fleeting")) {
            if (i % 2 == 0) {
              one.send(RawClient.DISCONNECT);
            }
          }
        });
    assertTrue(broker.logCount("'?fleeting") > 100, "nobody was logged");
  }
}
