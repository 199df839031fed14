package hearth.broker.bridge;

import static hearth.broker.bridge.BridgedBrokers.settings;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.bridge.BridgedBrokers.House;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.ReasonCode;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cluster's servers: whatever is wrong with one, the next has the link. */
class SeveralServersTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final BridgedBrokers brokers = new BridgedBrokers(1);
  private final House home = brokers.house("home");
  private final ScriptedRemote first = new ScriptedRemote(brokers.loop);
  private final ScriptedRemote second = new ScriptedRemote(brokers.loop);

  /** What may be wrong with a server. */
  enum Trouble {
    UNREACHABLE(server -> server.isUnreachable = true),
    /** It takes the connection and says nothing, as one behind a network that is cut in two. */
    SILENT(server -> server.isDead = true),
    CLOSES(server -> server.ignores = connect -> true),
    REFUSES(server -> server.lets = ReasonCode.SERVER_BUSY),
    LETS_NOBODY_IN(server -> server.lets = ReasonCode.NOT_AUTHORIZED);

    private final Consumer<ScriptedRemote> begin;

    Trouble(Consumer<ScriptedRemote> begin) {
      this.begin = begin;
    }
  }

  @BeforeEach
  void bridge() {
    first.sessionPresent = true;
    second.sessionPresent = true;
    home.bridged(settings("h7", d -> d.out("#", "a/", "")), first.way(), second.way());
  }

  private void publish() {
    home.client("p", true).publish("a/x", "1", AT_LEAST_ONCE, false, 1).expect(PubAck.class);
    brokers.settle();
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatIsOfNoUseFromTheBeginningIsLeftForTheNext(Trouble trouble) {
    trouble.begin.accept(first);
    home.start();
    brokers.advance(DEADLINE.plus(SOON));
    publish();

    assertEquals(1, second.published.size());
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatIsOfNoUseAnyMoreIsLeftForTheNext(Trouble trouble) {
    home.start();
    brokers.advance(Duration.ofMinutes(1));
    trouble.begin.accept(first);
    if (trouble != Trouble.SILENT) {
      first.gets.a().abort();
    }
    publish();
    brokers.advance(DEADLINE.plus(SOON));

    assertEquals(1, second.published.size());
  }

  @Test
  void eachServerHasADeadlineOfItsOwn() {
    first.isDead = true;
    second.isDead = true;
    home.start();
    brokers.advance(DEADLINE.plus(SOON));
    assertEquals(1, first.attempts);
    assertEquals(1, second.attempts);

    second.isDead = false;
    brokers.advance(DEADLINE.multipliedBy(3).plus(SOON));
    publish();

    assertEquals(1, second.published.size());
  }

  /** The longest delay of these bridges is 2 s, shortened by up to half. */
  @Test
  void serversThatTakeConnectionsAndEndThemAreAskedAsRarelyAsThoseThatAreNotThere() {
    home.start();
    brokers.advance(SOON);
    int before = first.attempts + second.attempts;
    for (int i = 0; i < 600; i++) {
      cut(first);
      cut(second);
      brokers.advance(Duration.ofMillis(100));
    }

    int attempts = first.attempts + second.attempts - before;
    assertTrue(attempts >= 20, attempts + " attempts in a minute");
    assertTrue(attempts <= 70, attempts + " attempts in a minute");
  }

  private static void cut(ScriptedRemote server) {
    if (server.gets != null) {
      server.gets.a().abort();
    }
  }
}
