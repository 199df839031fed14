package hearth.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.loop.SelectorLoop;
import hearth.io.loop.SystemClock;
import hearth.io.net.Channel;
import hearth.io.net.Connector;
import hearth.io.net.PemFile;
import hearth.io.net.TcpConnector;
import hearth.io.net.TlsContext;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import hearth.testsupport.FreePort;
import hearth.testsupport.MosquittoServer;
import hearth.testsupport.OutsideProcess;
import hearth.testsupport.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client with a server that is not ours: Debian's Mosquitto, over TCP. */
class MosquittoIT {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir static Path directory;
  private static final int TLS_PORT = FreePort.find();
  private static final int WEB_SOCKET_PORT = FreePort.find();
  private static MosquittoServer mosquitto;

  private final List<MqttClient> clients = new ArrayList<>();
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private SelectorLoop loop;

  /** Over TCP, with a hand on the cable. */
  private static final class Cable implements Connector {
    final AtomicReference<Channel> channel = new AtomicReference<>();
    private final SelectorLoop loop;
    private final Connector tcp;

    Cable(SelectorLoop loop) {
      this.loop = loop;
      this.tcp = new TcpConnector(loop, Runnable::run);
    }

    @Override
    public CompletableFuture<Channel> connect(String host, int port, long timeoutNanos) {
      return tcp.connect(host, port, timeoutNanos)
          .whenComplete((opened, failure) -> channel.set(opened));
    }

    void cut() {
      loop.execute(() -> channel.get().abort());
    }
  }

  @BeforeAll
  static void start() {
    Path passwords = directory.resolve("passwords");
    mosquitto =
        new MosquittoServer(
            directory,
            "listener " + TLS_PORT + " 127.0.0.1",
            "certfile " + certificate(),
            "keyfile " + directory.resolve("key.pem"),
            "listener " + WEB_SOCKET_PORT + " 127.0.0.1",
            "protocol websockets",
            "allow_anonymous true",
            "password_file " + MosquittoServer.writePasswords(passwords, "anna", "secret"),
            "persistence true",
            "persistence_location " + directory + "/",
            "max_queued_messages 0");
  }

  /** One that vouches for itself. */
  private static Path certificate() {
    String words =
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
            + " -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key -out file";
    List<String> command = new ArrayList<>(List.of(words.split(" ")));
    command.add(0, Programs.need("openssl", "openssl"));
    command.replaceAll(word -> word.equals("key") ? directory.resolve("key.pem").toString() : word);
    command.replaceAll(word -> word.equals("file") ? certificateFile().toString() : word);
    OutsideProcess.run(command.toArray(new String[0]));
    return certificateFile();
  }

  private static Path certificateFile() {
    return directory.resolve("certificate.pem");
  }

  @AfterAll
  static void stop() {
    if (mosquitto != null) {
      mosquitto.close();
    }
  }

  @BeforeEach
  void startLoop() throws IOException {
    loop = new SelectorLoop(new SystemClock(), failure -> received.add("failure: " + failure));
    new Thread(loop::run, "loop").start();
    CompletableFuture<Void> running = new CompletableFuture<>();
    loop.execute(() -> running.complete(null));
    running.join();
  }

  @AfterEach
  void closeAll() {
    clients.forEach(MqttClient::close);
    loop.execute(() -> loop.schedule(0, loop::stop));
  }

  private MqttClientBuilder options(MqttVersion version) {
    return MqttClient.builder()
        .loop(loop)
        .server("127.0.0.1", mosquitto.port())
        .version(version)
        .random(new Random());
  }

  private MqttClient open(MqttClientBuilder options) throws MqttException {
    MqttClient client = options.build();
    clients.add(client);
    client.blocking(LONG).connect();
    return client;
  }

  private BlockingMqttClient connected(MqttVersion version) throws MqttException {
    return open(options(version)).blocking(LONG);
  }

  private String next() throws InterruptedException {
    String text = received.poll(LONG.toSeconds(), TimeUnit.SECONDS);
    assertNotNull(text, "nothing has come");
    return text;
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void messagesOfEachQosComeBack(MqttVersion version) throws Exception {
    BlockingMqttClient client = connected(version);
    for (QoS qos : QoS.values()) {
      String topic = "qos/" + version + "/" + qos;
      Granted granted = client.subscribe(topic, qos, m -> received.add(m.qos() + " " + m.text()));
      assertEquals(qos, granted.qos());
      client.publish(Message.of(topic, "hello").atQos(qos));
      assertEquals(qos + " hello", next());
      client.unsubscribe(topic);
    }
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void aWrongPasswordIsRefusedAndTheRightOneIsNot(MqttVersion version) throws Exception {
    MqttClient wrong = options(version).userName("anna").password("wrong").build();
    clients.add(wrong);
    MqttException refusal = assertThrows(MqttException.class, wrong.blocking(LONG)::connect);
    assertTrue(
        List.of(ReasonCode.NOT_AUTHORIZED, ReasonCode.BAD_USER_NAME_OR_PASSWORD)
            .contains(refusal.reasonCode()),
        refusal.getMessage());
    open(options(version).userName("anna").password("secret"));
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void retainedMessagesWaitForSubscribers(MqttVersion version) throws Exception {
    BlockingMqttClient client = connected(version);
    String topic = "retained/" + version;
    client.publish(Message.of(topic, "kept").atQos(QoS.AT_LEAST_ONCE).retained());
    client.subscribe(topic, QoS.AT_LEAST_ONCE, m -> received.add(m.retain() + " " + m.text()));
    assertEquals("true kept", next());
    client.publish(Message.of(topic, "").atQos(QoS.AT_LEAST_ONCE).retained());
    assertEquals("false ", next());
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void theWillIsPublishedWhenTheCableIsCutAndNotOtherwise(MqttVersion version) throws Exception {
    String topic = "will/" + version;
    BlockingMqttClient watcher = connected(version);
    watcher.subscribe(topic, QoS.AT_LEAST_ONCE, m -> received.add(m.text()));
    Will will =
        new Will(
            TopicName.of(topic),
            "gone".getBytes(StandardCharsets.UTF_8),
            QoS.AT_LEAST_ONCE,
            false,
            Properties.NONE);
    open(options(version).will(will)).blocking(LONG).disconnect();
    watcher.publish(Message.of(topic, "no will until here").atQos(QoS.AT_LEAST_ONCE));
    assertEquals("no will until here", next());
    Cable cable = new Cable(loop);
    open(options(version).will(will).connector(cable));
    cable.cut();
    assertEquals("gone", next());
  }

  @Test
  void disconnectWithWillMessagePublishesIt() throws Exception {
    BlockingMqttClient watcher = connected(MqttVersion.V5);
    watcher.subscribe("will/asked", QoS.AT_LEAST_ONCE, m -> received.add(m.text()));
    Will will =
        new Will(
            TopicName.of("will/asked"),
            "bye".getBytes(StandardCharsets.UTF_8),
            QoS.AT_LEAST_ONCE,
            false,
            Properties.NONE);
    open(options(MqttVersion.V5).will(will))
        .disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, Properties.NONE)
        .get(30, TimeUnit.SECONDS);
    assertEquals("bye", next());
  }

  private MqttClientBuilder faithful(MqttVersion version, String name) {
    MqttClientBuilder options =
        options(version)
            .clientIdentifier(name)
            .cleanStart(false)
            .reconnect(new Backoff(Duration.ofMillis(50), Duration.ofMillis(500), new Random()));
    return version == MqttVersion.V5 ? options.sessionExpiryInterval(3600) : options;
  }

  @ParameterizedTest
  @EnumSource(value = MqttVersion.class, names = "V3_1", mode = EnumSource.Mode.EXCLUDE)
  void aSessionIsResumedAndWhatCameMeanwhileArrives(MqttVersion version) throws Exception {
    String topic = "resume/" + version;
    Cable cable = new Cable(loop);
    BlockingQueue<Connected> connections = new LinkedBlockingQueue<>();
    MqttClient sleeper =
        open(
            faithful(version, "sleeper-" + version)
                .connector(cable)
                .listener(
                    new ClientListener() {
                      @Override
                      public void onConnected(Connected connected) {
                        connections.add(connected);
                      }
                    }));
    sleeper.blocking(LONG).subscribe(topic, QoS.EXACTLY_ONCE, m -> received.add(m.text()));
    assertFalse(connections.take().sessionPresent());
    sleeper.blocking(LONG).disconnect();
    BlockingMqttClient publisher = connected(version);
    for (int i = 0; i < 10; i++) {
      publisher.publish(Message.of(topic, "" + i).atQos(QoS.EXACTLY_ONCE));
    }
    sleeper.blocking(LONG).connect();
    assertTrue(connections.take().sessionPresent());
    for (int i = 0; i < 10; i++) {
      assertEquals("" + i, next());
    }
    cable.cut();
    assertTrue(connections.take().sessionPresent());
    publisher.publish(Message.of(topic, "after the cut").atQos(QoS.EXACTLY_ONCE));
    assertEquals("after the cut", next());
  }

  @ParameterizedTest
  @EnumSource(value = MqttVersion.class, names = "V3_1", mode = EnumSource.Mode.EXCLUDE)
  void exactlyOnceSurvivesAnUnsteadyCable(MqttVersion version) throws Exception {
    String topic = "unsteady/" + version;
    int messages = 2000;
    BlockingMqttClient watcher = connected(version);
    watcher.subscribe(topic, QoS.EXACTLY_ONCE, m -> received.add(m.text()));
    Cable cable = new Cable(loop);
    MqttClient publisher = open(faithful(version, "unsteady-" + version).connector(cable));
    CountDownLatch published = new CountDownLatch(messages);
    for (int i = 0; i < messages; i++) {
      publisher
          .publish(Message.of(topic, "" + i).atQos(QoS.EXACTLY_ONCE))
          .thenRun(published::countDown);
      if (i % 400 == 399) {
        cable.cut();
      }
    }
    for (int i = 0; i < messages; i++) {
      assertEquals("" + i, next());
    }
    assertTrue(published.await(30, TimeUnit.SECONDS));
    assertEquals(0, received.size());
  }

  @ParameterizedTest
  @EnumSource(value = MqttVersion.class, names = "V3_1", mode = EnumSource.Mode.EXCLUDE)
  void aRestartOfTheServerIsSurvived(MqttVersion version) throws Exception {
    MqttClient client =
        options(version)
            .reconnect(new Backoff(Duration.ofMillis(50), Duration.ofMillis(200), new Random()))
            .build();
    clients.add(client);
    client.blocking(LONG).connect();
    String topic = "restart/" + version;
    client.blocking(LONG).subscribe(topic, QoS.AT_LEAST_ONCE, m -> received.add(m.text()));
    mosquitto.stop();
    CompletableFuture<PublishResult> queued =
        client.publish(Message.of(topic, "while it was away").atQos(QoS.AT_LEAST_ONCE));
    mosquitto.start();
    queued.get(30, TimeUnit.SECONDS);
    client.publish(Message.of(topic, "and after"));
    while (!next().equals("and after")) {
      // the queued message may have been routed before the subscription stood again
    }
  }

  @Test
  void propertiesGoThrough() throws Exception {
    BlockingMqttClient client = connected(MqttVersion.V5);
    BlockingQueue<ReceivedMessage> messages = new LinkedBlockingQueue<>();
    client.subscribe("properties", QoS.AT_LEAST_ONCE, messages::add);
    client.publish(
        Message.of("properties", "x")
            .with(Property.CONTENT_TYPE, "text/plain")
            .with(Property.RESPONSE_TOPIC, "answer/here")
            .with(Property.CORRELATION_DATA, new byte[] {1, 2, 3})
            .withUserProperty("room", "kitchen"));
    Properties properties = messages.poll(30, TimeUnit.SECONDS).properties();
    assertEquals("text/plain", properties.text(Property.CONTENT_TYPE));
    assertEquals("answer/here", properties.text(Property.RESPONSE_TOPIC));
    assertArrayEquals(new byte[] {1, 2, 3}, properties.binary(Property.CORRELATION_DATA));
    assertEquals("kitchen", properties.userProperties().get(0).value());
  }

  @Test
  void theServerAssignsANameWhereNoneIsGiven() throws Exception {
    MqttClient client = options(MqttVersion.V5).build();
    clients.add(client);
    assertFalse(client.blocking(LONG).connect().clientIdentifier().isEmpty());
  }

  @Test
  void aReasonCodeTellsThatNobodyListens() throws Exception {
    assertEquals(
        ReasonCode.NO_MATCHING_SUBSCRIBERS,
        connected(MqttVersion.V5)
            .publish(Message.of("nobody/there", "x").atQos(QoS.AT_LEAST_ONCE))
            .reasonCode());
  }

  @ParameterizedTest
  @EnumSource(value = MqttVersion.class, names = "V3_1", mode = EnumSource.Mode.EXCLUDE)
  void largeAndManyMessages(MqttVersion version) throws Exception {
    MqttClient client = open(options(version).topicAliasMaximum(10));
    String topic = "many/" + version;
    client
        .blocking(LONG)
        .subscribe(topic, QoS.AT_LEAST_ONCE, m -> received.add(m.payload().length + ""));
    for (int i = 0; i < 5000; i++) {
      client.room().get(30, TimeUnit.SECONDS);
      client.publish(Message.of(TopicName.of(topic), new byte[i]).atQos(QoS.AT_LEAST_ONCE));
    }
    client.publish(Message.of(TopicName.of(topic), new byte[3_000_000]).atQos(QoS.AT_LEAST_ONCE));
    for (int i = 0; i < 5000; i++) {
      assertEquals("" + i, next());
    }
    assertEquals("3000000", next());
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void overWebSocket(MqttVersion version) throws Exception {
    MqttClient client = open(options(version).server("ws://127.0.0.1:" + WEB_SOCKET_PORT));
    comesBack(client, "ws/" + version, 0, 1, 125, 126, 10_000); // Mosquitto takes 40 KB a second
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void overTls(MqttVersion version) throws Exception {
    SSLContext context = trusting(certificateFile());
    MqttClient client =
        open(options(version).server("mqtts://localhost:" + TLS_PORT).tls(() -> context, false));
    comesBack(client, "tls/" + version, 0, 1, 16_384, 65_536, 1_000_000);
  }

  @Test
  void aCertificateOfAnotherNameIsRefusedUnlessAnyWillDo() throws Exception {
    SSLContext context = trusting(certificateFile());
    String server = "mqtts://127.0.0.1:" + TLS_PORT;
    MqttClient strict = options(MqttVersion.V5).server(server).tls(() -> context, false).build();
    clients.add(strict);
    assertThrows(MqttException.class, strict.blocking(LONG)::connect);
    open(options(MqttVersion.V5).server(server).tls(() -> context, true));
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() {
    MqttClient client = options(MqttVersion.V5).server("mqtts://localhost:" + TLS_PORT).build();
    clients.add(client);
    assertThrows(MqttException.class, client.blocking(LONG)::connect);
  }

  private static SSLContext trusting(Path certificate) throws IOException {
    return TlsContext.of(null, null, PemFile.read(certificate).certificates());
  }

  private void comesBack(MqttClient client, String topic, int... sizes) throws Exception {
    client
        .blocking(LONG)
        .subscribe(topic, QoS.EXACTLY_ONCE, m -> received.add(m.payload().length + ""));
    for (int size : sizes) {
      client.publish(Message.of(TopicName.of(topic), new byte[size]).atQos(QoS.EXACTLY_ONCE));
      assertEquals("" + size, next());
    }
  }

  @Test
  void keepAliveIsKept() throws Exception {
    BlockingQueue<String> lost = new LinkedBlockingQueue<>();
    MqttClient client =
        open(
            options(MqttVersion.V5)
                .keepAlive(1)
                .listener(
                    new ClientListener() {
                      @Override
                      public void onDisconnected(MqttException cause, Duration next) {
                        lost.add("" + cause);
                      }
                    }));
    // Mosquitto ends a connection after one and a half Keep Alives of silence.
    String cause = lost.poll(3, TimeUnit.SECONDS);
    assertEquals(null, cause);
    assertEquals(ConnectionState.CONNECTED, client.state());
  }

  @Test
  void anOwnLoopIsStartedAndEnded() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    MqttClient client =
        MqttClient.builder()
            .server("127.0.0.1", mosquitto.port())
            .listener(
                new ClientListener() {
                  @Override
                  public void onStateChange(ConnectionState from, ConnectionState to) {
                    if (to == ConnectionState.CLOSED) {
                      closed.countDown();
                    }
                  }
                })
            .build();
    client.blocking(LONG).connect();
    client.blocking(LONG).publish(Message.of("a", "x").atQos(QoS.EXACTLY_ONCE));
    client.close();
    assertTrue(closed.await(30, TimeUnit.SECONDS));
    assertThrows(MqttException.class, () -> client.blocking(LONG).publish(Message.of("a", "late")));
    assertThrows(MqttException.class, client.blocking(LONG)::connect);
  }
}
