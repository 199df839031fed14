package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.PingResp;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Raspberry Pi has no clock battery: its wall clock leaps by years once the network is there. All
 * that MQTT counts in seconds goes on as if nothing had happened.
 */
class WallClockTest {
  private final Scenario scenario = new Scenario();
  private TestClient lamp;

  @BeforeEach
  void home() {
    TestClient away = scenario.open(V5);
    away.connect(connect("away", 0, null, seconds(Property.SESSION_EXPIRY_INTERVAL, 600)));
    away.subscribe("a/#", AT_LEAST_ONCE);
    away.cut();
    TestClient dying = scenario.open(V5);
    Will will =
        new Will(
            TopicName.of("will"),
            new byte[0],
            AT_MOST_ONCE,
            false,
            seconds(Property.WILL_DELAY_INTERVAL, 300));
    dying.connect(connect("dying", 0, will, seconds(Property.SESSION_EXPIRY_INTERVAL, 600)));
    dying.cut();
    lamp = scenario.open(V5);
    lamp.connect(connect("lamp", 60, null, Properties.NONE));
    lamp.send(publish("a/kept", AT_MOST_ONCE, true));
    lamp.subscribe("will", AT_MOST_ONCE);
  }

  private static Connect connect(String name, int keepAlive, Will will, Properties properties) {
    return new Connect(V5, false, keepAlive, name, will, null, null, properties);
  }

  private static Properties seconds(Property property, long seconds) {
    return Properties.builder().add(property, seconds).build();
  }

  private static Publish publish(String topic, QoS qos, boolean retain) {
    return new Publish(
        false,
        qos,
        retain,
        TopicName.of(topic),
        0,
        seconds(Property.MESSAGE_EXPIRY_INTERVAL, 400),
        new byte[] {'x'});
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:05Z", "2016-02-29T00:00:00Z", "2061-01-01T00:00:00Z"})
  void aLeapDropsNobodyAndExpiresNothing(Instant leap) {
    scenario.clock.setWallTime(leap);
    scenario.advance(Duration.ofSeconds(80)); // of the 90 that its Keep Alive of 60 allows

    assertFalse(lamp.isClosed());
    lamp.expectNothing(); // the Will still waits
    lamp.send(PingReq.INSTANCE).expect(PingResp.INSTANCE);
    assertTrue(awayComesBack(), "the session is lost");
    TestClient late = scenario.connected("late", V5).subscribe("a/#", AT_MOST_ONCE);
    Publish kept = late.expectPublish("a/kept", "x");
    assertEquals(320, kept.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:05Z", "2061-01-01T00:00:00Z"})
  void whatIsDueIsDueAllTheSame(Instant leap) {
    scenario.clock.setWallTime(leap);
    scenario.advance(Duration.ofSeconds(89));
    lamp.send(PingReq.INSTANCE).expect(PingResp.INSTANCE);
    for (int i = 0; i < 2; i++) {
      scenario.advance(Duration.ofSeconds(80));
      lamp.send(PingReq.INSTANCE).expect(PingResp.INSTANCE);
    }
    scenario.advance(Duration.ofSeconds(80));
    lamp.expectPublish("will", ""); // after 300 s
    scenario.advance(Duration.ofSeconds(12));

    assertTrue(lamp.isClosed(), "silent for one and a half Keep Alives");
    lamp.expect(Disconnect.class);
    scenario.advance(Duration.ofSeconds(300));
    assertFalse(awayComesBack(), "the session outlived its 600 s");
    TestClient late = scenario.connected("late", V5).subscribe("a/#", AT_MOST_ONCE);
    late.expectNothing();
  }

  private boolean awayComesBack() {
    TestClient away = scenario.open(V5);
    away.send(connect("away", 0, null, Properties.NONE));
    return away.expect(ConnAck.class).sessionPresent();
  }
}
