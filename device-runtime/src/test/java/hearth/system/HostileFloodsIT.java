package hearth.system;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that send, or let others send, more than anybody needs or reads. */
class HostileFloodsIT extends AttackedBroker {
  @Test
  void readersWhoDoNotRead() throws Exception {
    byte[] message = RawClient.publishPacket("flood", 0, false, 0, new byte[10_000]);
    try (RawClient never = RawClient.narrow("127.0.0.2", port).connect("never");
        RawClient slowly = RawClient.narrow("127.0.0.2", port).connect("slowly");
        RawClient publisher = RawClient.from("127.0.0.3", port).connect("publisher")) {
      never.subscribe("flood", 0);
      slowly.subscribe("flood", 0);
      attack(
          () -> {
            for (int i = 0; i < 1000; i++) {
              publisher.send(message);
            }
            slowly.readByte();
          });
      publisher.send(RawClient.PINGREQ).expect(RawClient.PINGRESP);
    }
  }

  @Test
  void answersThatNobodyReads() throws Exception {
    byte[] pings = repeat(RawClient.PINGREQ, 8192);
    attack(
        () -> {
          RawClient pinger = RawClient.narrow("127.0.0.2", port).connect("pinger");
          try (Flood flood = Flood.of(pinger, pings)) {
            flood.awaitStuckOrSent(32 * MIB);
          }
        });
  }

  @Test
  void pingsWithoutEnd() throws Exception {
    byte[] pings = repeat(RawClient.PINGREQ, 10_000);
    long[] sent = {0};
    try (RawClient pinger = RawClient.from("127.0.0.2", port).connect("pinger")) {
      Flood reader = Flood.reading(pinger);
      attack(
          () -> {
            pinger.send(pings);
            sent[0] += pings.length;
          });
      reader.awaitRead(sent[0]);
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
    List<RawClient> loudest = clients.subList(0, 20);
    List<Flood> readers = loudest.stream().map(Flood::reading).toList();
    long[] sent = {2000};
    attack(
        () -> {
          for (RawClient client : loudest) {
            client.send(pings);
          }
          sent[0] += pings.length;
        });
    for (Flood reader : readers) {
      reader.awaitRead(sent[0]);
    }
    for (RawClient client : clients) {
      client.close();
    }
  }
}
