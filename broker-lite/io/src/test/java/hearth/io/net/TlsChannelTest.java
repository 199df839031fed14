package hearth.io.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsChannelTest extends ChannelContract {
  private static final long TIMEOUT = 5_000_000_000L;

  private SSLContext serverContext = TestCertificates.server();
  private SSLContext clientContext = TestCertificates.anonymous();
  private final TlsServer server =
      new TlsServer(loop.loop(), loop.loop(), () -> serverContext, TIMEOUT);
  private final TlsLayer client =
      new TlsLayer(loop.loop(), loop.loop(), () -> clientContext, TIMEOUT, parameters -> {});
  private MemoryChannel.Pair below;

  @Override
  TestLoop testLoop() {
    return TestLoop.manual();
  }

  @Override
  int moreThanIsHeld() {
    return 2 << 20;
  }

  private void connectBelow() {
    below = MemoryChannel.pair(loop.loop(), "client", "server");
  }

  private CompletableFuture<Channel> serve(TlsServer.ClientCertificate certificate) {
    return loop.get(() -> server.server(below.b(), certificate));
  }

  private CompletableFuture<Channel> dial(String host) {
    return loop.get(() -> client.client(below.a(), host, 8883, false));
  }

  @Override
  Ends connect() {
    connectBelow();
    var accepted = serve(TlsServer.ClientCertificate.NONE);
    var connected = dial("localhost");
    loop.settle();
    return new Ends(connected.join(), accepted.join());
  }

  private static String failure(CompletableFuture<?> result) {
    return assertThrows(CompletionException.class, result::join).getCause().getMessage();
  }

  /** On a processor without instructions for it a megabyte takes 20 ms, and many may get one. */
  @Test
  void whereTheTurnIsUsedUpWhatIsMoreThanARecordIsEncryptedInAnother() {
    open();
    int length = 60_000;
    long left =
        loop.get(
            () -> {
              loop.loop().charge(loop.loop().budgetLeft());
              a.write(new byte[length]);
              a.flush();
              return a.pendingBytes();
            });

    assertTrue(left > length / 2, left + " bytes are left for other turns");
    loop.await("arrival", () -> atB.text().length() == length);
    assertEquals(0L, loop.get(a::pendingBytes));
  }

  @Test
  void theHandshakeWorksOneByteAtATime() {
    connectBelow();
    below.a().deliverInPieces(1);
    below.b().deliverInPieces(1);
    var accepted = serve(TlsServer.ClientCertificate.NONE);
    a = dial("localhost").join();
    b = accepted.join();
    loop.run(
        () -> {
          a.open(atA);
          b.open(atB);
          a.write("hello".getBytes(UTF_8));
        });
    loop.await("arrival", () -> atB.text().equals("hello"));
    assertNull(b.peer().certificate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bothVersionsWorkWithAClientCertificate(String version) throws Exception {
    connectBelow();
    clientContext = TestCertificates.context("client.pem", "client-key.pem");
    SSLEngine engine = clientContext.createSSLEngine("localhost", 8883);
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {version});
    var accepted = serve(TlsServer.ClientCertificate.NEEDED);
    TlsCodec codec = new TlsCodec(engine, loop.loop(), new TlsBuffers());
    LayeredChannel channel =
        new LayeredChannel(loop.loop(), new WriteQueuePool(), below.a(), codec);
    var connected = loop.get(() -> Handshake.begin(loop.loop(), channel, "handshake", TIMEOUT));
    loop.settle();

    assertEquals(version, engine.getSession().getProtocol());
    assertEquals(
        "O=Home,CN=kitchen",
        accepted.join().peer().certificate().getSubjectX500Principal().getName());
    assertEquals("client", accepted.join().peer().address());
    assertEquals(channel, connected.join());
  }

  /** Java remembers 20,480, before anybody has logged in. */
  @Test
  void fewSessionsAreRememberedForClientsWithoutTickets() {
    connect();

    assertEquals(256, serverContext.getServerSessionContext().getSessionCacheSize());
  }

  @Test
  void aHandshakeThatIsMuchLargerThanAnyIsRefused() {
    connectBelow();
    var accepted = serve(TlsServer.ClientCertificate.NONE);
    loop.run(() -> below.a().open(atA));
    // Records of a ClientHello (RFC 8446, 4.1.2) of 32,000 bytes, whose end does not come.
    byte[] hello = new byte[5 + 4 + 8000];
    hello[0] = 22;
    hello[1] = 3;
    hello[2] = 3;
    hello[3] = (byte) (8004 >> 8);
    hello[4] = (byte) 8004;
    hello[5] = 1;
    hello[7] = (byte) (32_000 >> 8);
    byte[] more = new byte[5 + 8000];
    System.arraycopy(hello, 0, more, 0, 3);
    more[3] = (byte) (8000 >> 8);
    more[4] = (byte) 8000;
    loop.run(
        () -> {
          below.a().write(hello);
          below.a().write(more);
        });
    loop.settle();
    assertFalse(accepted.isDone());

    loop.run(() -> below.a().write(more));
    loop.settle();

    assertTrue(
        failure(accepted).contains("more than any handshake needs"), () -> failure(accepted));
  }

  @Test
  void aClientWithoutTheNeededCertificateIsRefused() {
    connectBelow();
    var accepted = serve(TlsServer.ClientCertificate.NEEDED);
    var connected = dial("localhost");
    loop.settle();

    assertTrue(failure(accepted).startsWith("TLS handshake with client failed: "));
    // In TLS 1.3 a client is through before the server has seen its certificate.
    a = connected.join();
    loop.run(() -> a.open(atA));
    loop.await("the alert", () -> atA.closed);
    assertNotNull(atA.cause);
  }

  @Test
  void aClientMayShowACertificateOrNot() {
    connectBelow();
    var accepted = serve(TlsServer.ClientCertificate.WANTED);
    dial("localhost");
    loop.settle();

    assertNull(accepted.join().peer().certificate());
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() {
    connectBelow();
    var accepted = serve(TlsServer.ClientCertificate.NONE);
    var connected = dial("example.org");
    loop.settle();

    assertTrue(failure(connected).contains("example.org"), () -> failure(connected));
    assertTrue(accepted.isCompletedExceptionally());
  }

  @Test
  void aCertificateOfAnotherHostIsTakenOnDemand() {
    connectBelow();
    serve(TlsServer.ClientCertificate.NONE);
    var connected = loop.get(() -> client.client(below.a(), "example.org", 8883, true));
    loop.settle();

    assertTrue(connected.join().isOpen());
  }

  @Test
  void anUnknownAuthorityIsRefused() throws IOException {
    connectBelow();
    clientContext = TlsContext.of(null, null, null);
    var accepted = serve(TlsServer.ClientCertificate.NONE);
    var connected = dial("localhost");
    loop.settle();

    assertTrue(
        failure(connected).contains("is not signed by the authority in the certificates that Java"),
        () -> failure(connected));
    assertTrue(failure(accepted).contains("does it know the authority"), () -> failure(accepted));
  }

  private static final String NOBODYS = "2019-06-01T00:00:00Z"; // before those of 2020 to 2120

  private void trust(String now) throws IOException {
    TlsTrust in = TlsTrust.in(TestCertificates.pem("ca.pem").certificates(), "ca.pem");
    clientContext =
        TlsContext.of(
            List.of(),
            new TlsTrust(in.authorities(), in.source(), List.of(), null, () -> Instant.parse(now)));
  }

  private void assertRefused(String byTheClient, String atTheServer) {
    connectBelow();
    var accepted = serve(TlsServer.ClientCertificate.NONE);
    var connected = dial("localhost");
    loop.settle();

    assertTrue(failure(connected).contains(byTheClient), () -> failure(connected));
    assertTrue(failure(accepted).contains(atTheServer), () -> failure(accepted));
  }

  @Test
  void aCertificateOfTomorrowIsRefusedWithBothDates() throws IOException {
    trust(NOBODYS);
    assertRefused(
        "is good only from 2020-01-01 00:00 UTC on, and this machine's clock shows 2019-06-01 00:00"
            + " UTC, which nobody has set yet",
        "are both clocks right?");
  }

  @Test
  void aCertificateOfYesterdayIsRefusedWithBothDates() throws IOException {
    trust("2220-06-01T12:34:56Z");
    assertRefused(
        "and this machine's clock shows 2220-06-01 12:34 UTC; if that is right, it needs a new one",
        "are both clocks right?");
  }

  @Test
  void anotherAuthorityIsNamedAndTheFileOfOurs() throws IOException {
    clientContext =
        TlsContext.of(
            List.of(),
            TlsTrust.in(TestCertificates.pem("ed25519.pem").certificates(), "tls/ca.crt"));
    assertRefused(
        "the certificate of CN=localhost is not signed by the authority in tls/ca.crt, but by"
            + " CN=Test authority",
        "does not accept our certificate");
  }

  @Test
  void anotherNameIsToldWithThoseThatTheCertificateHas() {
    connectBelow();
    serve(TlsServer.ClientCertificate.NONE);
    var connected = dial("pi4");
    loop.settle();

    assertTrue(
        failure(connected).contains("is good for localhost, 127.0.0.1, and not for pi4"),
        () -> failure(connected));
  }

  @Test
  void theNameMayBeAnotherThanThatOfTheHost() throws IOException {
    connectBelow();
    clientContext =
        TlsContext.of(
            List.of(),
            TlsTrust.in(TestCertificates.pem("ca.pem").certificates(), "").ofServer("localhost"));
    serve(TlsServer.ClientCertificate.NONE);
    var connected = dial("192.168.1.7");
    loop.settle();

    assertTrue(connected.join().isOpen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST", "localhost.", "127.0.0.1"})
  void namesAsPeopleWriteThemAreTaken(String host) {
    connectBelow();
    serve(TlsServer.ClientCertificate.NONE);
    var connected = dial(host);
    loop.settle();

    assertTrue(connected.join().isOpen());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"})
  void weakCipherSuitesAreNotSpoken(String suite) {
    connectBelow();
    TlsLayer old =
        new TlsLayer(
            loop.loop(),
            loop.loop(),
            () -> clientContext,
            TIMEOUT,
            parameters -> {
              parameters.setProtocols(new String[] {"TLSv1.2"});
              parameters.setCipherSuites(new String[] {suite});
            });
    var accepted = serve(TlsServer.ClientCertificate.NONE);
    var connected = loop.get(() -> old.client(below.a(), "localhost", 8883, false));
    loop.settle();

    assertTrue(accepted.isCompletedExceptionally());
    // Newer ones of Java do not even offer some of them.
    assertTrue(
        failure(connected).contains("no cipher suite or kind of certificate in common")
            || failure(connected).contains("No appropriate protocol"),
        () -> failure(connected));
  }

  @Test
  void twoKindsOfCertificatesServeTwoKindsOfClients() throws Exception {
    serverContext =
        TlsContext.of(
            List.of(
                new TlsContext.Own(
                    TestCertificates.pem("server.pem").certificates(),
                    TestCertificates.pem("server-key.pem").privateKey()),
                new TlsContext.Own(
                    TestCertificates.pem("rsa.pem").certificates(),
                    TestCertificates.pem("rsa-key.pem").privateKey())),
            TlsTrust.in(null, null));
    for (String kind : List.of("ECDSA", "RSA")) {
      connectBelow();
      TlsLayer narrow =
          new TlsLayer(
              loop.loop(),
              loop.loop(),
              () -> clientContext,
              TIMEOUT,
              parameters -> {
                parameters.setProtocols(new String[] {"TLSv1.2"});
                parameters.setCipherSuites(
                    new String[] {"TLS_ECDHE_" + kind + "_WITH_AES_128_GCM_SHA256"});
              });
      serve(TlsServer.ClientCertificate.NONE);
      var connected = loop.get(() -> narrow.client(below.a(), "localhost", 8883, false));
      loop.settle();

      assertTrue(connected.join().isOpen(), kind);
    }
  }

  /** As Java itself does where the file of its authorities cannot be read without a password. */
  @Test
  void whoTrustsNobodyIsToldSoAtOnce() throws IOException {
    connectBelow();
    clientContext = TlsContext.of(null, null, List.of());
    var accepted = serve(TlsServer.ClientCertificate.NONE);
    var connected = dial("localhost");
    loop.settle();

    assertTrue(connected.isDone());
    assertTrue(failure(connected).contains("no authority to trust"), () -> failure(connected));
    assertTrue(accepted.isCompletedExceptionally());
    assertFalse(below.a().isOpen() || below.b().isOpen());
  }

  @Test
  void newCertificatesAreUsedFromTheNextConnectionOn() {
    Ends before = connect();
    serverContext = TestCertificates.context("rsa.pem", "rsa-key.pem");
    Ends after = connect();

    assertTrue(before.a().isOpen());
    assertTrue(after.a().isOpen());
  }

  @Test
  void whoSaysNothingIsClosedInTime() {
    connectBelow();
    var accepted = serve(TlsServer.ClientCertificate.NONE);
    loop.run(() -> below.a().open(atA));
    loop.advance(Duration.ofNanos(TIMEOUT - 1));
    assertFalse(accepted.isDone());
    loop.advance(Duration.ofNanos(1));

    assertTrue(failure(accepted).contains("not finished in time"), () -> failure(accepted));
    loop.await("closed", () -> atA.closed);
  }

  @Test
  void whoSpeaksAnotherLanguageIsRefused() {
    Map<String, String> languages =
        Map.of(
            "GET / HTTP/1.1\r\n\r\n", "speaks HTTP, and not TLS",
            "\u0010\u0026\0\4MQTT\5\0\0\0\0", "speaks MQTT, and not TLS",
            "\0", "speaks something else, and not TLS");
    for (String language : languages.keySet()) {
      connectBelow();
      var accepted = serve(TlsServer.ClientCertificate.NONE);
      Recorder at = new Recorder();
      loop.run(
          () -> {
            below.a().open(at);
            below.a().write(language.getBytes(UTF_8));
            below.a().close();
          });
      loop.advance(Duration.ofSeconds(10));

      assertTrue(failure(accepted).contains(languages.get(language)), () -> failure(accepted));
      assertTrue(at.closed);
    }
    assertEquals(List.of(), loop.failures);
  }

  @Test
  void aServerThatHangsUpAtOncePerhapsHasNoTls() {
    connectBelow();
    loop.run(() -> below.b().open(new Recorder()));
    var connected = dial("localhost");
    loop.run(below.b()::close);
    loop.settle();

    assertTrue(
        failure(connected).contains("perhaps there is no TLS at this port"),
        () -> failure(connected));
  }

  @Test
  void aServerThatAnswersInMqttIsToldSo() {
    connectBelow();
    loop.run(() -> below.b().open(new Recorder()));
    var connected = dial("localhost");
    loop.run(() -> below.b().write(new byte[] {0x20, 2, 0, 1}));
    loop.settle();

    assertTrue(failure(connected).contains("speaks MQTT, and not TLS"), () -> failure(connected));
  }

  @Test
  void randomBytesHarmNobody() {
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      connectBelow();
      var accepted = serve(TlsServer.ClientCertificate.NONE);
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      if (bytes.length > 5 && random.nextBoolean()) {
        System.arraycopy(new byte[] {22, 3, 1, 0, (byte) random.nextInt(200)}, 0, bytes, 0, 5);
      }
      loop.run(
          () -> {
            below.a().open(new Recorder());
            below.a().write(bytes);
            below.a().close();
          });
      loop.advance(Duration.ofSeconds(10));
      assertTrue(accepted.isCompletedExceptionally());
    }
    assertEquals(List.of(), loop.failures);
  }

  @Test
  void aHandshakeCutAtAnyByteFailsOnBothSides() {
    for (int bytes = 0; bytes < 1_500; bytes += 37) {
      connectBelow();
      below.a().cutAfter(bytes);
      var accepted = serve(TlsServer.ClientCertificate.NONE);
      var connected = dial("localhost");
      loop.advance(Duration.ofSeconds(10));
      if (!connected.isCompletedExceptionally()) {
        break;
      }
      assertTrue(accepted.isDone());
    }
    assertEquals(List.of(), loop.failures);
  }

  @Test
  void aRecordThatIsNotThePeersBreaksTheConnection() {
    open();
    byte[] record = new byte[25];
    record[0] = 23; // application data
    record[1] = 3;
    record[2] = 3;
    record[4] = 20;
    loop.run(() -> below.a().write(record));

    loop.await("closed", () -> atB.closed);
    assertNotNull(atB.cause);
  }

  private void open() {
    loop.run(
        () -> {
          a.open(atA);
          b.open(atB);
        });
  }

  @Test
  void cancellingAHandshakeAbortsIt() {
    connectBelow();
    var connected = dial("localhost");
    loop.run(() -> connected.cancel(false));
    loop.run(() -> below.b().open(atB));

    loop.await("closed", () -> atB.closed);
  }

  @Test
  void theLoopIsFreeWhileTheWorkerCalculates() {
    ArrayDeque<Runnable> worker = new ArrayDeque<>();
    TlsServer slow = new TlsServer(loop.loop(), worker::add, () -> serverContext, TIMEOUT);
    connectBelow();
    var accepted = loop.get(() -> slow.server(below.b(), TlsServer.ClientCertificate.NONE));
    var connected = dial("localhost");
    loop.settle();
    assertFalse(accepted.isDone());
    while (!worker.isEmpty()) {
      worker.remove().run();
      loop.settle();
    }

    assertTrue(accepted.join().isOpen());
    assertTrue(connected.join().isOpen());
  }

  @Test
  void anAcceptorGetsWhoeverSucceeds() {
    List<Channel> accepted = new ArrayList<>();
    List<IOException> failures = new ArrayList<>();
    var acceptor =
        server.accepting(
            TlsServer.ClientCertificate.NONE, new HostQuota(9, 9), accepted::add, failures::add);
    connectBelow();
    loop.run(() -> acceptor.accepted(below.b()));
    dial("localhost");
    connectBelow();
    loop.run(() -> acceptor.accepted(below.b()));
    loop.run(below.a()::abort);
    loop.await("one of each", () -> accepted.size() == 1 && failures.size() == 1);
  }

  @Test
  void soManyHandshakesOfOneHostAreUnderWayAndNotMore() {
    List<Channel> accepted = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    var acceptor =
        server.accepting(
            TlsServer.ClientCertificate.NONE,
            new HostQuota(2, 9),
            accepted::add,
            failure -> failures.add(failure.getMessage()));
    List<Recorder> silent = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      connectBelow();
      loop.run(() -> acceptor.accepted(below.b()));
      silent.add(new Recorder());
      loop.run(() -> below.a().open(silent.get(silent.size() - 1)));
    }
    loop.await("the third is cut off", () -> silent.get(2).closed);
    assertTrue(failures.get(0).contains("one too many"), failures::toString);

    loop.advance(Duration.ofNanos(TIMEOUT - 1));
    assertEquals(1, failures.size());
    loop.advance(Duration.ofNanos(1));
    loop.await("both are closed in time", () -> silent.get(0).closed && silent.get(1).closed);
    assertEquals(3, failures.size());

    connectBelow();
    loop.run(() -> acceptor.accepted(below.b()));
    dial("localhost");
    loop.await("there is room again", () -> accepted.size() == 1);
  }

  @Test
  void aConnectorPutsItOnTop() {
    connectBelow();
    serve(TlsServer.ClientCertificate.NONE);
    Connector memory = (host, port, timeout) -> CompletableFuture.completedFuture(below.a());
    Connector connector = client.above(memory, false);
    var connected = loop.get(() -> connector.connect("localhost", 8883, TIMEOUT));
    loop.settle();

    assertTrue(connected.join().isOpen());
  }
}
