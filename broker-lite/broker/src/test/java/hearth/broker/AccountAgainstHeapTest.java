package hearth.broker;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.access.AccessControl;
import hearth.broker.access.AccessFileException;
import hearth.broker.access.tls.Credentials;
import hearth.broker.access.tls.HomeAuthority;
import hearth.broker.account.Budget;
import hearth.broker.account.Kind;
import hearth.broker.connection.Authenticator;
import hearth.broker.session.Permissions;
import hearth.io.net.Channel;
import hearth.io.net.ChannelHandler;
import hearth.io.net.MemoryChannel;
import hearth.io.net.Peer;
import hearth.io.net.TlsContext;
import hearth.io.net.TlsServer;
import hearth.io.net.TlsTrust;
import hearth.io.net.WebSocketLayer;
import hearth.io.net.WebSocketServer;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The account against the truth: whatever clients make the broker hold, what the account says is
 * what lives in the heap, within a factor. A new way to hold bytes that is in no account fails
 * here.
 */
class AccountAgainstHeapTest {
  private static final int KB = 1 << 10;

  /** The account may be wrong by so much, either way. */
  private static final double FACTOR = 2;

  /** What does not belong to anything a client sends: caches, code, the test itself. */
  private static final int NOISE = 600 * KB;

  private static final MemoryMXBean HEAP = ManagementFactory.getMemoryMXBean();

  /** One way to make a broker hold memory; does it so many times with so many bytes. */
  private enum Load {
    HALF_CONNECTS {
      @Override
      void add(Home home, int bytes) {
        byte[] half = new byte[Math.min(10 + bytes, 60 * KB)];
        half[0] = 0x10;
        half[1] = (byte) 0xFF;
        half[2] = (byte) 0xFF;
        half[3] = 2;
        home.open().send(half);
      }
    },
    EXCHANGES_THAT_NEVER_END {
      @Override
      void add(Home home, int bytes) {
        Properties method =
            user(bytes)
                .with(Property.AUTHENTICATION_METHOD, "WAITS")
                .with(Property.AUTHENTICATION_DATA, new byte[1]);
        home.open().send(connect(home.name("waits"), null, method));
      }
    },
    PASSWORDS_THAT_WAIT {
      @Override
      void add(Home home, int bytes) {
        String user = "slow" + "u".repeat(Math.min(bytes, 60 * KB));
        byte[] password = new byte[Math.min(bytes, 60 * KB)];
        home.open()
            .send(
                new Connect(
                    MqttVersion.V5, true, 0, home.name("p"), null, user, password, Properties.NONE))
            .cut();
      }
    },
    ALIASES {
      @Override
      void add(Home home, int bytes) {
        Peered client = home.connected();
        for (int alias = 1; alias <= 64; alias++) {
          client.send(
              publish(
                  home.topic(Math.min(bytes, KB - 20)),
                  QoS.AT_MOST_ONCE,
                  false,
                  0,
                  Properties.builder().add(Property.TOPIC_ALIAS, alias).build()));
        }
      }
    },
    RETAINED {
      @Override
      void add(Home home, int bytes) {
        home.common().send(publish(home.topic(20), QoS.AT_MOST_ONCE, true, bytes, Properties.NONE));
      }
    },
    RETAINED_WITH_PROPERTIES {
      @Override
      void add(Home home, int bytes) {
        home.common().send(publish(home.topic(20), QoS.AT_MOST_ONCE, true, 1, user(bytes)));
      }
    },
    QUEUED_FOR_THREE {
      @Override
      void add(Home home, int bytes) {
        home.away(3);
        home.common().send(publish("away", QoS.AT_LEAST_ONCE, false, bytes, Properties.NONE));
      }
    },
    QUEUED_WITH_PROPERTIES {
      @Override
      void add(Home home, int bytes) {
        home.away(1);
        home.common().send(publish("away", QoS.EXACTLY_ONCE, false, 1, user(bytes)));
      }
    },
    WILLS_THAT_WAIT {
      @Override
      void add(Home home, int bytes) {
        Properties late = Properties.builder().add(Property.WILL_DELAY_INTERVAL, 100).build();
        Will will =
            new Will(
                TopicName.of(home.topic(20)),
                new byte[Math.min(bytes, 60 * KB)],
                QoS.AT_MOST_ONCE,
                false,
                late);
        home.open().send(connect(home.name("will"), will, HOUR)).cut();
      }
    },
    SUBSCRIPTIONS {
      @Override
      void add(Home home, int bytes) {
        Peered client = home.connected();
        List<Subscription> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
          TopicFilter filter = TopicFilter.of(home.topic(Math.min(bytes, 900)) + "/+/x");
          all.add(new Subscription(filter, QoS.AT_LEAST_ONCE));
        }
        client.send(new Subscribe(1, all, Properties.NONE));
      }
    },
    SESSIONS {
      @Override
      void add(Home home, int bytes) {
        home.open().send(connect(home.name("s".repeat(Math.min(bytes, 900))), null, HOUR)).cut();
      }
    },
    IDENTIFIERS_NEVER_RELEASED {
      @Override
      void add(Home home, int bytes) {
        Peered client = home.connected();
        for (int identifier = 1; identifier <= 1000; identifier++) {
          client.send(
              new Publish(
                  false,
                  QoS.EXACTLY_ONCE,
                  false,
                  TopicName.of("nobody"),
                  identifier,
                  Properties.NONE,
                  new byte[0]));
        }
      }
    },
    ALIASES_OF_READERS {
      @Override
      void add(Home home, int bytes) {
        Properties aliases = Properties.builder().add(Property.TOPIC_ALIAS_MAXIMUM, 64).build();
        Peered reader = home.open().send(connect(home.name("reader"), null, aliases));
        String prefix = home.name("aliased");
        home.subscribed(prefix + "/#", reader);
        for (int i = 0; i < 64; i++) {
          String topic = prefix + "/" + home.topic(Math.min(bytes, KB - 40));
          home.common().send(publish(topic, QoS.AT_MOST_ONCE, false, 0, Properties.NONE));
        }
      }
    },
    IN_FLIGHT {
      @Override
      void add(Home home, int bytes) {
        Peered late = home.connected();
        String topic = home.name("late");
        home.subscribed(topic, late);
        home.common().send(publish(topic, QoS.AT_LEAST_ONCE, false, bytes, Properties.NONE));
        home.common().send(publish(topic, QoS.AT_LEAST_ONCE, false, bytes, user(bytes)));
      }
    },
    SHARED_SUBSCRIPTIONS {
      @Override
      void add(Home home, int bytes) {
        Peered member = home.connected();
        String name = "x".repeat(Math.min(bytes, 900));
        for (int i = 0; i < 20; i++) {
          home.subscribed("$share/" + home.name("group") + "/" + name, member);
        }
      }
    },
    QUEUED_FOR_A_SHARED_SUBSCRIPTION {
      @Override
      void add(Home home, int bytes) {
        Peered member = home.open().send(connect(home.name("shared"), null, HOUR));
        String topic = home.name("work");
        home.subscribed("$share/group/" + topic, member);
        member.cut();
        home.common().send(publish(topic, QoS.AT_LEAST_ONCE, false, bytes, Properties.NONE));
      }
    },
    SUBSCRIPTIONS_WITH_IDENTIFIERS {
      @Override
      void add(Home home, int bytes) {
        Peered client = home.connected();
        for (int i = 1; i <= 20; i++) {
          TopicFilter filter = TopicFilter.of(home.topic(Math.min(bytes, 900)) + "/#");
          Properties identifier =
              Properties.builder().add(Property.SUBSCRIPTION_IDENTIFIER, i).build();
          Subscription asked = new Subscription(filter, QoS.AT_LEAST_ONCE);
          client.send(new Subscribe(i, List.of(asked), identifier));
        }
      }
    },
    HALF_PUBLISHES {
      @Override
      void add(Home home, int bytes) {
        int some = Math.min(bytes, 2 * KB) + 2; // a larger one lies outside of the heap
        byte[] whole =
            PacketEncoder.encode(
                publish(home.topic(20), QoS.AT_MOST_ONCE, false, some, Properties.NONE),
                MqttVersion.V5);
        home.connected().send(Arrays.copyOf(whole, whole.length - 1));
      }
    },
    /** Rules with the client's name put in, and a memory of what they say. */
    RULES_OF_CLIENTS {
      @Override
      void add(Home home, int bytes) {
        Peered client =
            home.open()
                .send(connect(home.name("ruled" + "c".repeat(Math.min(bytes, 900))), null, HOUR));
        for (int i = 0; i < 64; i++) {
          client.send(
              publish("r/" + i + "x".repeat(100), QoS.AT_MOST_ONCE, false, 0, Properties.NONE));
        }
      }
    },
    TLS_HANDSHAKES {
      @Override
      void add(Home home, int bytes) {
        for (int i = 0; i < 6; i++) {
          home.tls(false);
        }
      }
    },
    TLS_CONNECTIONS {
      @Override
      void add(Home home, int bytes) {
        for (int i = 0; i < 6; i++) {
          home.tls(true).send(connect(home.name("tls"), null, Properties.NONE)).forget();
        }
      }
    },
    HALF_TLS_RECORDS {
      @Override
      void add(Home home, int bytes) {
        for (int i = 0; i < 6; i++) {
          Secured client = home.tls(true).send(connect(home.name("tls"), null, Properties.NONE));
          // A larger one lies outside of the heap.
          client.sendLessOne(new byte[Math.min(bytes, 2 * KB) + 1]).forget();
        }
      }
    },
    HALF_WEBSOCKET_FRAMES {
      @Override
      void add(Home home, int bytes) {
        Publish whole = publish("t", QoS.AT_MOST_ONCE, false, 3 * KB, Properties.NONE);
        byte[] half = new byte[Math.min(bytes, 2 * KB) + 1];
        System.arraycopy(PacketEncoder.encode(whole, MqttVersion.V5), 0, half, 0, half.length);
        home.webSocket()
            .send(
                webSocketFrame(
                    PacketEncoder.encode(
                        connect(home.name("web"), null, Properties.NONE), MqttVersion.V5)))
            .send(webSocketFrame(half))
            .send(new byte[] {(byte) 0x82, (byte) 0xFE, 1});
      }
    },
    /** Any packets with any properties, by each version; who sends them stays, or goes. */
    ANY_PACKETS {
      @Override
      void add(Home home, int bytes) {
        MqttVersion version = MqttVersion.values()[home.random.nextInt(3)];
        AnyClientPacket any = new AnyClientPacket(home.random, version, bytes);
        Peered client = home.open();
        client.send(PacketEncoder.encode(any.connect(home.name("any")), version));
        for (int i = 0; i < 20; i++) {
          client.send(PacketEncoder.encode(any.next(), version));
        }
        if (home.random.nextBoolean()) {
          client.cut();
        }
      }
    },
    WHAT_LEAVES_NOTHING {
      @Override
      void add(Home home, int bytes) {
        String topic = home.topic(20); // of topics there are caches, which have bounds of their own
        Peered client = home.connected();
        home.subscribed(topic, client);
        client.send(PingReq.INSTANCE);
        client.send(new Unsubscribe(2, List.of(TopicFilter.of(topic)), Properties.NONE));
        client.send(publish(topic, QoS.AT_MOST_ONCE, true, bytes + 1, user(bytes)));
        client.send(publish(topic, QoS.AT_MOST_ONCE, true, 0, Properties.NONE));
        client.send(publish(topic, QoS.EXACTLY_ONCE, false, bytes, Properties.NONE));
        client.send(new PubRel(1));
        client.send(new Disconnect(ReasonCode.SUCCESS, Properties.NONE));
      }
    },
    OUTPUT_NOT_TAKEN {
      @Override
      void add(Home home, int bytes) {
        home.slow(10);
        home.common().send(publish("slow", QoS.AT_LEAST_ONCE, false, bytes, Properties.NONE));
      }
    };

    abstract void add(Home home, int bytes);
  }

  /** Each time they make as many as others in fifty. */
  private static final Set<Load> MANY_AT_ONCE =
      EnumSet.of(
          Load.SUBSCRIPTIONS,
          Load.ALIASES,
          Load.ALIASES_OF_READERS,
          Load.RULES_OF_CLIENTS,
          Load.TLS_HANDSHAKES,
          Load.TLS_CONNECTIONS,
          Load.HALF_TLS_RECORDS);

  /** Keys of the home's own. */
  private static final HomeAuthority AUTHORITY = authority();

  private static final SSLContext SERVER = server();
  private static final SSLContext CLIENT =
      context(List.of(), List.of(AUTHORITY.credentials().certificate()));

  private static HomeAuthority authority() {
    try {
      return HomeAuthority.make(
          "Test", List.of("localhost"), List.of(), Instant.now(), new SecureRandom());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static SSLContext server() {
    try {
      Credentials own = AUTHORITY.server(List.of("localhost"), List.of(), Instant.now());
      List<X509Certificate> chain =
          List.of(own.certificate(), AUTHORITY.credentials().certificate());
      return context(List.of(new TlsContext.Own(chain, own.key())), null);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static SSLContext context(List<TlsContext.Own> own, List<X509Certificate> authorities) {
    try {
      return TlsContext.of(own, TlsTrust.in(authorities, "the test"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A whole message of so many bytes, masked with zeros. */
  private static byte[] webSocketFrame(byte[] payload) {
    return ByteBuffer.allocate(8 + payload.length)
        .put((byte) 0x82)
        .put((byte) 0xFE)
        .putShort((short) payload.length)
        .putInt(0)
        .put(payload)
        .array();
  }

  private static final Properties HOUR =
      Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 3600).build();

  private static Properties user(int bytes) {
    Properties.Builder all = Properties.builder();
    for (int left = bytes; left > 0; left -= 1000) {
      all.user("name", "v".repeat(Math.min(left, 1000)));
    }
    return all.build();
  }

  private static Connect connect(String client, Will will, Properties properties) {
    return new Connect(MqttVersion.V5, true, 0, client, will, null, null, properties);
  }

  private static Publish publish(
      String topic, QoS qos, boolean retain, int bytes, Properties properties) {
    int identifier = qos == QoS.AT_MOST_ONCE ? 0 : 1;
    TopicName name = TopicName.of(topic);
    return new Publish(false, qos, retain, name, identifier, properties, new byte[bytes]);
  }

  /** A client that keeps nothing of what it gets. */
  private static final class Peered implements ChannelHandler {
    private final Home home;
    private final MemoryChannel channel;

    Peered(Home home, MemoryChannel channel) {
      this.home = home;
      this.channel = channel;
      channel.open(this);
    }

    @Override
    public int onBytes(ByteBuffer bytes) {
      bytes.position(bytes.limit());
      return 0;
    }

    @Override
    public void onClosed(IOException cause) {
      home.clients.remove(channel);
    }

    Peered send(ControlPacket packet) {
      return send(PacketEncoder.encode(packet, MqttVersion.V5));
    }

    Peered send(byte[] bytes) {
      channel.write(bytes);
      home.scenario.settle();
      return this;
    }

    void cut() {
      channel.abort();
      home.scenario.settle();
    }
  }

  /** A client by TLS. */
  private static final class Secured {
    private final Home home;
    private final MemoryChannel channel;
    private final ForgetfulTls tls;

    Secured(Home home, MemoryChannel channel, ForgetfulTls tls) {
      this.home = home;
      this.channel = channel;
      this.tls = tls;
    }

    Secured send(ControlPacket packet) {
      return write(PacketEncoder.encode(packet, MqttVersion.V5), 0);
    }

    /** The last byte of the record stays away. */
    Secured sendLessOne(byte[] bytes) {
      return write(bytes, 1);
    }

    private Secured write(byte[] plain, int less) {
      try {
        byte[] records = tls.encrypted(plain);
        channel.write(Arrays.copyOf(records, records.length - less));
        home.scenario.settle();
        return this;
      } catch (SSLException e) {
        throw new AssertionError(e);
      }
    }

    void forget() {
      tls.forget();
    }
  }

  /** A broker without limits, and its clients. */
  private static final class Home implements Authenticator {
    private final Scenario scenario = new Scenario(unlimited()).authenticator(this);
    private final TlsServer tlsServer =
        new TlsServer(scenario.loop, scenario.loop, () -> SERVER, 10_000_000_000L);
    private final WebSocketServer webSockets =
        new WebSocketServer(scenario.loop, new Random(1), WebSocketLayer.Settings.DEFAULT);
    private final Set<Channel> clients = new HashSet<>();
    private final List<Object> unanswered = new ArrayList<>();
    private final List<Object> forgotten = new ArrayList<>();
    private final AccessControl rules = rules();
    private final Random random = new Random(7);
    private Peered common;
    private int names;
    private boolean areAway;
    private boolean areSlow;

    private static BrokerSettings unlimited() {
      BrokerSettings settings = TestSettings.ROOMY;
      for (Budget budget : Budget.values()) {
        settings = settings.withMemory(budget, 1 << 30);
      }
      return settings.withMemoryBytes(1 << 30);
    }

    String name(String prefix) {
      return prefix + names++;
    }

    /** One that no other has, of so many bytes at least. */
    String topic(int bytes) {
      return name("t/" + "x".repeat(Math.max(0, bytes - 2)));
    }

    Peered open() {
      MemoryChannel.Pair pair = MemoryChannel.pair(scenario.loop, "broker", name("host"));
      scenario.broker.accept(pair.a(), this);
      clients.add(pair.b());
      Peered client = new Peered(this, pair.b());
      scenario.settle();
      return client;
    }

    /** One by TLS of either version, with a whole handshake or the beginning of one. */
    Secured tls(boolean whole) {
      MemoryChannel.Pair pair = MemoryChannel.pair(scenario.loop, "broker", name("host"));
      clients.add(pair.b());
      try {
        scenario.broker.admit(pair.a(), TlsServer.HANDSHAKE_BYTES);
        tlsServer
            .server(pair.a(), TlsServer.ClientCertificate.NONE)
            .thenAccept(secured -> scenario.broker.accept(secured, this));
        String version = names % 2 == 0 ? "TLSv1.2" : "TLSv1.3";
        ForgetfulTls client = new ForgetfulTls(pair.b(), CLIENT, version);
        if (whole) {
          client.shakeHands();
        } else {
          client.hello();
        }
        scenario.settle();
        return new Secured(this, pair.b(), client);
      } catch (SSLException e) {
        throw new AssertionError(e);
      }
    }

    Peered webSocket() {
      MemoryChannel.Pair pair = MemoryChannel.pair(scenario.loop, "broker", name("host"));
      webSockets
          .server(pair.a())
          .thenAccept(
              opened -> {
                scenario.broker.admit(opened, 0);
                scenario.broker.accept(opened, this);
              });
      clients.add(pair.b());
      return new Peered(this, pair.b())
          .send(
              String.join(
                      "\r\n",
                      "GET /mqtt HTTP/1.1",
                      "Host: localhost",
                      "Upgrade: websocket",
                      "Connection: Upgrade",
                      "Sec-WebSocket-Version: 13",
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                      "Sec-WebSocket-Protocol: mqtt",
                      "",
                      "")
                  .getBytes(StandardCharsets.US_ASCII));
    }

    Peered connected() {
      return open().send(connect(name("c"), null, Properties.NONE));
    }

    Peered common() {
      common = common == null ? connected() : common;
      return common;
    }

    void subscribed(String filter, Peered client) {
      Subscription subscription = new Subscription(TopicFilter.of(filter), QoS.EXACTLY_ONCE);
      client.send(new Subscribe(1, List.of(subscription), Properties.NONE));
    }

    void away(int count) {
      for (int i = 0; i < count && !areAway; i++) {
        Peered client = open().send(connect("away" + i, null, HOUR));
        subscribed("away", client);
        client.cut();
      }
      areAway = true;
    }

    void slow(int count) {
      for (int i = 0; i < count && !areSlow; i++) {
        Peered client = connected();
        subscribed("slow", client);
        client.channel.stall();
      }
      areSlow = true;
    }

    /** A way to hold what a client has sent that is in no account. */
    void forget(Connect connect) {
      forgotten.add(connect);
    }

    @Override
    public Exchange begin(String method, String given, String clientIdentifier, Peer peer) {
      return data -> Step.further(new byte[1]);
    }

    @Override
    public void authenticate(
        Connect connect, String clientIdentifier, Peer peer, Consumer<AuthResult> answer) {
      if (connect.userName() != null && connect.userName().startsWith("slow")) {
        unanswered.add(List.of(connect, answer));
      } else {
        if (connect.clientIdentifier().startsWith("forgotten")) {
          forget(connect);
        }
        Permissions permissions =
            clientIdentifier.startsWith("ruled")
                ? new GrantedPermissions(rules.permissions(null, clientIdentifier))
                : Permissions.ALL;
        answer.accept(AuthResult.accepted(connect.userName(), permissions));
      }
    }

    private static AccessControl rules() {
      try {
        Path file = Files.createTempFile("acl", "");
        List<String> patterns = new ArrayList<>(List.of("topic readwrite #"));
        for (int i = 0; i < 20; i++) {
          patterns.add("pattern readwrite " + i + "/%c/#");
        }
        AccessControl rules = AccessControl.read(Files.write(file, patterns));
        Files.delete(file);
        return rules;
      } catch (IOException | AccessFileException e) {
        throw new AssertionError(e);
      }
    }

    long held() {
      scenario.broker.measure();
      return scenario.broker.memory().bytes();
    }
  }

  /** After what is garbage is gone. */
  private static long live() {
    long min = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      HEAP.gc();
      min = Math.min(min, HEAP.getHeapMemoryUsage().getUsed());
    }
    return min;
  }

  private static void compare(Home home, Consumer<Home> load) {
    load.accept(home); // first of all code and caches
    long liveBefore = live();
    long heldBefore = home.held();
    load.accept(home);
    long live = live() - liveBefore;
    long held = home.held() - heldBefore;
    String said =
        "the heap holds "
            + live
            + " more bytes, the account "
            + held
            + ": "
            + home.scenario.broker.memory();
    assertTrue(live <= FACTOR * held + NOISE, said);
    assertTrue(held <= FACTOR * live + NOISE, said);
    Reference.reachabilityFence(home);
  }

  static Stream<Arguments> loads() {
    return Stream.of(Load.values())
        .flatMap(
            load ->
                Stream.of(
                    Arguments.of(load, 10, 2000),
                    Arguments.of(load, KB, 1000),
                    Arguments.of(load, 50 * KB, 60)));
  }

  @ParameterizedTest
  @MethodSource("loads")
  void whatIsHeldIsWhatLives(Load load, int bytes, int times) {
    int often = MANY_AT_ONCE.contains(load) ? times / 50 : times;
    compare(
        new Home(),
        home -> {
          for (int i = 0; i < often; i++) {
            load.add(home, bytes);
          }
        });
  }

  @Test
  void aMixtureOfAllIsWhatLives() {
    for (int seed = 1; seed <= 2; seed++) {
      Random random = new Random(seed);
      compare(
          new Home(),
          home -> {
            for (int i = 0; i < 600; i++) {
              Load load = Load.values()[random.nextInt(Load.values().length)];
              load.add(home, 1 + random.nextInt(random.nextInt(8) == 0 ? 60 * KB : 2 * KB));
            }
          });
    }
  }

  /** They are a cache, in no account, and of 4 MB at the most. */
  @Test
  void routesOfLongTopicsHaveABound() {
    Home home = new Home();
    home.common().send(publish(home.topic(900), QoS.AT_MOST_ONCE, false, 0, Properties.NONE));
    long before = live();
    for (int i = 0; i < 8000; i++) {
      home.common().send(publish(home.topic(1000), QoS.AT_MOST_ONCE, false, 0, Properties.NONE));
    }
    long routes = live() - before;
    assertTrue(routes < (4 << 20) + NOISE, routes + " bytes");
    Reference.reachabilityFence(home);
  }

  @Test
  void namesThatOutliveTheirClientsAreInTheAccount() {
    nothingMoreLivesThanIsHeld(
        home -> {
          String name = home.name("\u0161".repeat(12 * KB));
          home.open()
              .send(
                  new Connect(
                      MqttVersion.V5, true, 0, name, null, name, new byte[1], Properties.NONE))
              .send(publish(home.topic(10), QoS.AT_LEAST_ONCE, true, 1, Properties.NONE))
              .cut();
        });
  }

  @Test
  void publishersOfWhatIsQueuedAreInTheAccount() {
    nothingMoreLivesThanIsHeld(
        home -> {
          home.away(1);
          String name = home.name("n".repeat(50 * KB));
          home.open()
              .send(
                  new Connect(
                      MqttVersion.V5, true, 0, name, null, name, new byte[1], Properties.NONE))
              .send(publish("away", QoS.AT_LEAST_ONCE, false, 1, Properties.NONE))
              .cut();
        });
  }

  /** A route leads to them. */
  @Test
  void whoHeardMessagesAndHasGoneIsHeldByNobody() {
    nothingMoreLivesThanIsHeld(
        home -> {
          String topic = home.topic(20);
          Peered client = home.connected();
          home.subscribed(topic, client);
          for (int i = 0; i < 40; i++) {
            home.subscribed(home.topic(1000), client);
          }
          client.send(publish(topic, QoS.AT_MOST_ONCE, false, 1, Properties.NONE)).cut();
        });
  }

  private static void nothingMoreLivesThanIsHeld(Consumer<Home> load) {
    Home home = new Home();
    load.accept(home);
    long liveBefore = live();
    long heldBefore = home.held();
    for (int i = 0; i < 100; i++) {
      load.accept(home);
    }
    long live = live() - liveBefore;
    long held = home.held() - heldBefore;
    assertTrue(live <= FACTOR * held + NOISE, "live " + live + ", held " + held);
    Reference.reachabilityFence(home);
  }

  @Test
  void aNewWayToHoldWhatIsInNoAccountIsFound() {
    assertThrows(
        AssertionError.class,
        () ->
            compare(
                new Home(),
                home -> {
                  for (int i = 0; i < 100; i++) {
                    home.open().send(connect(home.name("forgotten"), null, user(30 * KB))).cut();
                  }
                }));
  }

  @Test
  void whoHasGoneLeavesNothing() {
    Home home = new Home();
    for (Load load : Load.values()) {
      load.add(home, KB);
    }
    List.copyOf(home.clients).forEach(Channel::abort);
    home.scenario.settle();
    home.unanswered.forEach(
        waiting -> {
          @SuppressWarnings("unchecked")
          Consumer<Authenticator.AuthResult> answer =
              (Consumer<Authenticator.AuthResult>) ((List<?>) waiting).get(1);
          answer.accept(Authenticator.AuthResult.accepted(null, Permissions.ALL));
        });
    home.scenario.advance(Duration.ofHours(2));

    long retained = home.scenario.broker.memory().held(Kind.RETAINED);
    assertTrue(home.held() == retained, () -> "" + home.scenario.broker.memory());
    assertTrue(retained < 10 * KB);
  }
}
