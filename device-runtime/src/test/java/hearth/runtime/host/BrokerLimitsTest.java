package hearth.runtime.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.BrokerSettings;
import hearth.broker.account.Limit;
import hearth.broker.connection.ConnectionLimits;
import hearth.broker.session.SessionLimits;
import hearth.protocol.codec.PacketSizes;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ConfigurationException;
import hearth.runtime.config.LimitsSettings;
import hearth.runtime.config.MemoryPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BrokerLimitsTest {
  private static final long SHIPPED_HEAP = 128L << 20;

  private static LimitsSettings limits(List<String> lines) throws ConfigurationException {
    String limits = lines.stream().map(line -> "    " + line + "\n").collect(Collectors.joining());
    return Configuration.parse(
            "hearth.yaml",
            "broker:\n  listen:\n    - address: 127.0.0.1:0\n      anonymous: yes\n  limits:\n"
                + limits,
            Path.of("."))
        .broker()
        .limits();
  }

  private static BrokerSettings broker(LimitsSettings limits) {
    return BrokerLimits.of(
        limits, new MemoryPlan(limits, false, false, SHIPPED_HEAP), Map.of(), "1.2.3");
  }

  @Test
  void eachLimitIsGivenToTheBrokerAsWhatItIs() throws Exception {
    BrokerSettings broker =
        broker(
            limits(
                List.of(
                    "packet_size: 9001B",
                    "connect_packet_size: 802B",
                    "subscribe_packet_size: 703B",
                    "simple_packet_size: 604B",
                    "connections: 105",
                    "connections_per_host: 106",
                    "connections_per_second: 107",
                    "connect_timeout: 8s",
                    "output_bytes: 1109B",
                    "stall_timeout: 10s",
                    "receive_maximum: 111",
                    "in_flight: 112",
                    "topic_aliases: 113",
                    "keep_alive_maximum: 114s",
                    "topic_length: 115",
                    "topic_levels: 116",
                    "subscriptions: 117",
                    "queued_messages: 118",
                    "queued_bytes: 1119B",
                    "retained_messages: 120",
                    "sessions: 121",
                    "sessions_per_user: 122",
                    "session_expiry: 123s",
                    "disconnect_unauthorized: yes")));

    assertEquals("1.2.3", broker.version());
    assertEquals(105, broker.connections());
    assertEquals(106, broker.connectionsPerHost());
    assertEquals(107, broker.connectionsPerSecond());
    assertEquals(120, broker.retainedMessages());

    PacketSizes sizes = broker.connection().packetSizes();
    assertEquals(9001, sizes.publish());
    assertEquals(802, sizes.connect());
    assertEquals(703, sizes.subscribe());
    assertEquals(604, sizes.simple());

    ConnectionLimits connection = broker.connection();
    assertEquals(8_000_000_000L, connection.connectTimeoutNanos());
    assertEquals(1109, connection.outputBytes());
    assertEquals(10_000_000_000L, connection.stallNanos());
    assertEquals(111, connection.receiveMaximum());
    assertEquals(113, connection.topicAliasMaximum());
    assertEquals(114, connection.keepAliveMaximum());
    assertEquals(115, connection.topicLength());
    assertEquals(116, connection.topicLevels());
    assertTrue(connection.disconnectUnauthorized());

    SessionLimits session = broker.session();
    assertEquals(112, session.inFlight());
    assertEquals(117, session.subscriptions());
    assertEquals(118, session.queuedMessages());
    assertEquals(1119, session.queuedBytes());
    assertEquals(121, session.kept());
    assertEquals(122, session.keptPerUser());
    assertEquals(123, session.expiryMaximum());
  }

  @Test
  void anEmptySectionIsTheDefaults() throws Exception {
    LimitsSettings left = limits(List.of("topic_levels: 64"));

    assertEquals(LimitsSettings.DEFAULTS, left);
    assertEquals(broker(LimitsSettings.DEFAULTS), broker(left));
  }

  /** What the broker says a refusal comes from can be found in the configuration. */
  @Test
  void eachLimitThatTheBrokerNamesIsAKey() {
    List<String> keys = LimitsSettings.all().stream().map(each -> "limits." + each.name()).toList();
    for (Limit limit : Limit.values()) {
      assertTrue(keys.contains(limit.toString()), () -> limit + " is no key");
    }
  }
}
