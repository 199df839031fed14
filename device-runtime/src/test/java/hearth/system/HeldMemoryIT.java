package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import hearth.testsupport.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each way that once ended the broker as it is installed, with its small heap: it lives, others are
 * served meanwhile and afterwards, the refusal says which limit it was, and it starts again on what
 * it has stored.
 */
class HeldMemoryIT {
  private static final int KB = 1 << 10;
  private static final Properties HOUR =
      Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 3600).build();

  private final List<WireClient> all = new ArrayList<>();
  @TempDir private Path store;
  private HearthProcess broker;
  private WireClient onlooker;
  private int names;

  @BeforeEach
  void start() throws IOException {
    broker = HearthProcess.storingBroker(store);
    onlooker = new WireClient(broker.port(), MqttVersion.V5).connectClean("onlooker");
    onlooker.subscribe("onlooker", QoS.AT_LEAST_ONCE);
  }

  @AfterEach
  void livesAndStartsAgain() throws IOException {
    served(onlooker, "onlooker");
    onlooker.close();
    all.forEach(WireClient::close);
    // Who comes from the attackers' address, and has no user name either, waits until they are
    // gone.
    Eventually.holds("others are let in", this::isLetIn, broker::told);
    assertEquals(0, broker.logCount("OutOfMemory|defect"), broker::told);
    broker.close();
    broker = HearthProcess.storingBroker(store);
    othersAreServed();
    assertEquals(0, broker.logCount("OutOfMemory|defect"), broker::told);
    broker.close();
  }

  private void othersAreServed() throws IOException {
    String name = "onlooker" + names++;
    try (WireClient one = new WireClient(broker.port(), MqttVersion.V5).connectClean(name)) {
      one.subscribe(name, QoS.AT_LEAST_ONCE);
      served(one, name);
    }
  }

  private static void served(WireClient client, String topic) throws IOException {
    client.publish(topic, "still here", QoS.AT_MOST_ONCE, false, 0);
    assertEquals("still here", WireClient.text(client.read(Publish.class)));
  }

  private boolean isLetIn() {
    try {
      othersAreServed();
      return true;
    } catch (IOException | AssertionError e) {
      return false;
    }
  }

  private WireClient open() throws IOException {
    WireClient client = new WireClient(broker.port(), MqttVersion.V5);
    all.add(client);
    return client;
  }

  /** Sends what the broker may refuse by ending the connection. */
  private static void trySending(WireClient client, hearth.protocol.packet.ControlPacket packet) {
    try {
      client.send(packet);
    } catch (IOException e) {
      // It was ended before.
    }
  }

  /** Waits for the CONNACK, or for the end where the broker has no room for one more. */
  private static void awaitAnswer(WireClient client) {
    try {
      client.read();
    } catch (IOException e) {
      // It was ended before.
    }
  }

  private static Properties user(int bytes) {
    Properties.Builder all = Properties.builder();
    for (int left = bytes; left > 0; left -= 60_000) {
      all.user("name", "v".repeat(Math.min(left, 60_000)));
    }
    return all.build();
  }

  private static Connect connect(String client, Will will, Properties properties) {
    return new Connect(MqttVersion.V5, true, 0, client, will, null, null, properties);
  }

  private static Publish publish(String topic, QoS qos, boolean retain, Properties properties) {
    int identifier = qos == QoS.AT_MOST_ONCE ? 0 : 1;
    return new Publish(
        false, qos, retain, TopicName.of(topic), identifier, properties, new byte[1]);
  }

  @Test
  void exchangesThatNeverEnd() throws Exception {
    Properties scram =
        user(50 * KB)
            .with(Property.AUTHENTICATION_METHOD, "SCRAM-SHA-256")
            .with(Property.AUTHENTICATION_DATA, "n,,n=anna,r=abc".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 400; i++) {
      trySending(open(), connect("waits" + i, null, scram));
    }
    broker.awaitLog("address 127.0.0.1 may hold .*limits.stranger_bytes");
  }

  @Test
  void aliasesOfLongTopics() throws Exception {
    for (int i = 0; i < 200; i++) {
      WireClient client = open();
      trySending(client, connect("alias" + i, null, Properties.NONE));
      // Before it is let in what it sends is a stranger's, of whom less is held.
      awaitAnswer(client);
      for (int alias = 1; alias <= 64; alias++) {
        Properties set = Properties.builder().add(Property.TOPIC_ALIAS, alias).build();
        trySending(client, publish(alias + "t".repeat(1000), QoS.AT_MOST_ONCE, false, set));
      }
    }
    broker.awaitLog("may hold .*limits.session_bytes");
  }

  @Test
  void retainedAndQueuedMessagesOfProperties() throws Exception {
    try (WireClient away = new WireClient(broker.port(), MqttVersion.V5)) {
      away.connectForAnHour("away");
      away.subscribe("away", QoS.AT_LEAST_ONCE);
    }
    WireClient publisher = open().connectClean("publisher");
    for (int i = 0; i < 14; i++) {
      publisher.send(publish("kept/" + i, QoS.AT_MOST_ONCE, true, user(7 << 20)));
    }
    broker.awaitLog("limits.retained_bytes");
    for (int i = 0; i < 14; i++) {
      publisher.send(publish("away", QoS.AT_LEAST_ONCE, false, user(7 << 20)));
      publisher.read();
    }
  }

  @Test
  void willsWithoutEnd() throws Exception {
    Properties late = Properties.builder().add(Property.WILL_DELAY_INTERVAL, 3000).build();
    for (int i = 0; i < 300; i++) {
      Will will =
          new Will(TopicName.of("will/" + i), new byte[60_000], QoS.AT_LEAST_ONCE, false, late);
      try (WireClient client = new WireClient(broker.port(), MqttVersion.V5)) {
        client.send(connect("will" + i, will, HOUR));
        client.read();
      }
    }
    broker.awaitLog("The session of will0 is ended, unused");
  }

  /** By clients of 3.1.1, to whom no Receive Maximum can be told. */
  @Test
  void identifiersNeverReleased() throws Exception {
    byte[] messages = new byte[65_535 * 7];
    for (int i = 0; i < 65_535; i++) {
      byte[] publish = {0x34, 5, 0, 1, 'q', (byte) ((i + 1) >> 8), (byte) (i + 1)};
      System.arraycopy(publish, 0, messages, i * 7, 7);
    }
    for (int i = 0; i < 40; i++) {
      try (RawClient client = RawClient.from("127.0.0.2", broker.port())) {
        client.resume("never" + i, null);
        Flood answers = Flood.reading(client);
        client.send(messages);
        answers.awaitRead(65_535 * 4);
      } catch (IOException | AssertionError e) {
        break; // there is no room for more
      }
    }
    broker.awaitLog("may hold .*limits.session_bytes");
  }

  @Test
  void smallMessagesForMany() throws Exception {
    for (int i = 0; i < 60; i++) {
      try (WireClient away = new WireClient(broker.port(), MqttVersion.V5)) {
        away.connectForAnHour("away" + i);
        away.subscribe("away", QoS.AT_LEAST_ONCE);
      }
    }
    WireClient publisher = open().connectClean("publisher");
    for (int i = 0; i < 3000; i++) {
      publisher.publish("away", "x".repeat(100), QoS.AT_LEAST_ONCE, false, 1 + i);
      publisher.read();
    }
    assertTrue(broker.logCount("limits.queued_messages") > 0, broker::told);
  }
}
