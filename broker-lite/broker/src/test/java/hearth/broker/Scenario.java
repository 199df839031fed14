package hearth.broker;

import hearth.broker.connection.Authenticator;
import hearth.broker.journal.VolatileJournal;
import hearth.broker.session.Journal;
import hearth.broker.session.Permissions;
import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import hearth.io.net.MemoryChannel;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A broker in the test's hand: its clock moves when the test says so, and no thread runs. */
public final class Scenario {
  public final ManualClock clock;
  public final ManualLoop loop;
  public final List<String> refusals = new ArrayList<>();
  public final Broker broker;
  private Authenticator authenticator =
      (connect, identifier, peer, answer) ->
          answer.accept(Authenticator.AuthResult.accepted(connect.userName(), Permissions.ALL));
  private int clients;

  /** Percent of the memory. */
  public int memoryTaken;

  private BooleanSupplier meanwhile = () -> false;

  public Scenario() {
    this(TestSettings.ROOMY);
  }

  public Scenario(BrokerSettings settings) {
    this(settings, new ManualClock(), loop -> new VolatileJournal());
  }

  /** A broker with a journal that is made for its loop. */
  public Scenario(BrokerSettings settings, ManualClock clock, Function<ManualLoop, Journal> made) {
    this(settings, clock, new ManualLoop(clock), made);
  }

  /** The same on a loop that other brokers live on, too. */
  public Scenario(
      BrokerSettings settings,
      ManualClock clock,
      ManualLoop loop,
      Function<ManualLoop, Journal> made) {
    this.clock = clock;
    this.loop = loop;
    Journal journal = made.apply(loop);
    broker =
        new Broker(
            loop,
            settings,
            journal,
            (peer, client, user, what, code, why) ->
                refusals.add(client + ": " + code + ": " + why),
            new Random(1),
            () -> memoryTaken);
  }

  /** Clients from now on are let in, or not, by this. */
  public Scenario authenticator(Authenticator authenticator) {
    this.authenticator = authenticator;
    return this;
  }

  /** Refuses every client from now on. */
  public Scenario refusing(ReasonCode code) {
    return authenticator(
        (connect, identifier, peer, answer) ->
            answer.accept(Authenticator.AuthResult.refused(code, "not today")));
  }

  /** A client that has opened its connection and sent nothing yet. */
  public TestClient open(MqttVersion version) {
    return open(version, "client-" + ++clients);
  }

  private TestClient open(MqttVersion version, String host) {
    MemoryChannel.Pair pair = MemoryChannel.pair(loop, "broker", host);
    if (broker.admit(pair.a(), 0)) {
      broker.accept(pair.a(), authenticator);
    }
    TestClient client = new TestClient(this, pair.b(), version);
    settle();
    return client;
  }

  /** A client from an address of its own choice. */
  public TestClient openFrom(String host) {
    return open(MqttVersion.V5, host);
  }

  /** A client from an address of its own choice that has connected. */
  public TestClient connectedFrom(String host, String clientIdentifier) {
    return openFrom(host).connect(clientIdentifier, true);
  }

  /** A client that has connected with a clean session. */
  public TestClient connected(String clientIdentifier, MqttVersion version) {
    return open(version).connect(clientIdentifier, true);
  }

  /** What is done before the broker and its clients have come to rest: the disk's work, say. */
  public Scenario meanwhile(BooleanSupplier work) {
    this.meanwhile = work;
    return this;
  }

  /** Lets the broker, its clients and its disk do all there is to do now. */
  public void settle() {
    do {
      loop.runReady();
    } while (meanwhile.getAsBoolean());
  }

  /** Moves the clock. */
  public void advance(Duration by) {
    loop.advance(by);
    settle();
  }
}
