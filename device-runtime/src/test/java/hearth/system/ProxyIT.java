package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.system.FaultyProxy.Fault;
import hearth.testsupport.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A network that fails after each so many bytes of a connection's life, from its first to its last,
 * in the clear and within TLS, WebSocket and their handshakes: nothing of it stays behind, and
 * nobody else notices.
 */
class ProxyIT {
  private static final int MOMENTS = 25;

  /** Far less than what as many connections would leave behind. */
  private static final long MAX_LEFT_BYTES = 2 << 20;

  /** What the connection goes over. */
  private enum Transport {
    TCP,
    TLS,
    WS,
    WSS;

    boolean isSecure() {
      return this == TLS || this == WSS;
    }

    boolean isWebSocket() {
      return this == WS || this == WSS;
    }
  }

  @TempDir private Path folder;
  private String config;

  @BeforeEach
  void configure() {
    String certificates = folder.resolve("tls").toString();
    try (HearthProcess init = HearthProcess.start("tls", "init", "--dir", certificates)) {
      assertEquals(0, init.awaitEnd(), init::told);
    }
    config =
        new HomeFolder(folder)
            .file(
                "proxy.yaml",
                """
                device: {topic: home}
                broker:
                  listen:
                    - {address: '127.0.0.1:0', anonymous: local}
                    - address: '127.0.0.1:0'
                      anonymous: local
                      tls: {certificate: tls/server.crt, key: tls/server.key}
                    - {address: '127.0.0.1:0', anonymous: local, websocket: {}}
                    - address: '127.0.0.1:0'
                      anonymous: local
                      tls: {certificate: tls/server.crt, key: tls/server.key}
                      websocket: {}
                  limits: {connect_timeout: 2s, handshakes: 400, stranger_bytes: 6MiB}
                """);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void everyFaultAtEveryMoment(Transport transport) throws Exception {
    try (HearthProcess broker = HearthProcess.ready("broker", "--config", config)) {
      int port = broker.port(transport.ordinal());
      long whole;
      try (FaultyProxy proxy = new FaultyProxy(port, Fault.NONE, Long.MAX_VALUE)) {
        live(transport, proxy);
        whole = proxy.carried();
      }
      Onlookers onlookers = new Onlookers(broker.port());
      onlookers.seeMore(50);
      Vitals vitals = new Vitals(broker.pid());
      breakAll(transport, port, whole, broker); // classes are loaded, caches are full
      long before = vitals.liveBytes();
      long descriptors = vitals.descriptors();

      breakAll(transport, port, whole, broker);

      Eventually.holds("all are closed", () -> vitals.descriptors() <= descriptors, broker::told);
      assertEquals("2", FaultIT.system(broker, "clients/total"), "sessions are left");
      long left = vitals.liveBytes() - before;
      assertTrue(left < MAX_LEFT_BYTES, () -> left + " bytes are left of the connections");
      onlookers.seeMore(50);
      onlookers.close();
      assertEquals(0, broker.logCount("^\tat |defect"), broker::told);
    }
  }

  private static void breakAll(Transport transport, int port, long whole, HearthProcess broker)
      throws Exception {
    List<FaultyProxy> proxies = new ArrayList<>();
    for (Fault fault : List.of(Fault.CUT, Fault.RESET, Fault.SILENCE)) {
      for (int moment = 0; moment < MOMENTS; moment++) {
        FaultyProxy proxy = new FaultyProxy(port, fault, whole * moment / MOMENTS);
        proxies.add(proxy);
        Thread client = new Thread(() -> tryToLive(transport, proxy), "client");
        client.setDaemon(true);
        client.start();
      }
    }
    for (FaultyProxy proxy : proxies) {
      Eventually.holds("the broker has ended it", proxy::hasEnded, broker::told);
      proxy.close();
    }
  }

  private static void tryToLive(Transport transport, FaultyProxy proxy) {
    try {
      live(transport, proxy);
    } catch (IOException | GeneralSecurityException | AssertionError e) {
      // What is looked at is the broker.
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aSlowNetworkIsOnlySlow(Transport transport) throws Exception {
    try (HearthProcess broker = HearthProcess.ready("broker", "--config", config);
        FaultyProxy proxy =
            new FaultyProxy(broker.port(transport.ordinal()), Fault.DELAY, Long.MAX_VALUE)) {
      live(transport, proxy);
    }
  }

  @Test
  void handshakesThatNeverEndAreFewAndShort() throws Exception {
    try (HearthProcess broker = HearthProcess.ready("broker", "--config", config)) {
      Onlookers onlookers = new Onlookers(broker.port());
      long before = new Vitals(broker.pid()).descriptors();
      try (RawClient one = RawClient.open(broker.port(1))) {
        assertTrue(one.isEndedByBroker(), "at the latest after connect_timeout");
      }
      broker.awaitLog("not finished in time .limits.connect_timeout");
      List<RawClient> silent = new ArrayList<>();
      for (int i = 0; i < 130; i++) {
        silent.add(RawClient.from("127.0.0.2", broker.port(1)));
      }
      broker.awaitLog("one too many .limits.handshakes");
      try (FaultyProxy proxy = new FaultyProxy(broker.port(1), Fault.NONE, Long.MAX_VALUE)) {
        live(Transport.TLS, proxy); // from another address
      }
      for (RawClient each : silent) {
        assertTrue(each.isEndedByBroker(), "at the latest after connect_timeout");
        each.close();
      }
      Eventually.holds(
          "all are closed", () -> new Vitals(broker.pid()).descriptors() <= before, broker::told);
      onlookers.seeMore(50);
      onlookers.close();
    }
  }

  /** A connection's life, with all kinds of packets. */
  private static void live(Transport transport, FaultyProxy proxy)
      throws IOException, GeneralSecurityException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setTcpNoDelay(true);
    Socket carrier = transport.isSecure() ? TrustingTls.over(socket) : socket;
    try (RawClient client = new RawClient(carrier, transport.isWebSocket())) {
      client.send(RawClient.connectPacket("client" + proxy.port(), true, 1, "will"));
      client.expect(RawClient.CONNACK);
      client.subscribe("a", 2);
      client.send(RawClient.publishPacket("b", 1, false, 1, new byte[50])).expect(RawClient.PUBACK);
      client.send(RawClient.publishPacket("b", 2, false, 2, new byte[50])).expect(RawClient.PUBREC);
      client.send(RawClient.answer(RawClient.PUBREL, 2)).expect(RawClient.PUBCOMP);
      client.send(RawClient.PINGREQ).expect(RawClient.PINGRESP);
      client.send(RawClient.DISCONNECT);
      assertTrue(client.isEndedByBroker());
    }
  }
}
