package hearth.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.client.ServerUri;
import hearth.runtime.config.MqttSettings.Login;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The section mqtt: one server or several, with TLS or without. */
class MqttSettingsTest {
  @TempDir private Path folder;

  private MqttSettings read(String section) throws Exception {
    Path file = folder.resolve("hearth.yaml");
    Files.writeString(file, "device: {topic: home/hall}\nmqtt: " + section + "\n");
    return Configuration.load(file).mqtt();
  }

  private String problem(String section) {
    return assertThrows(ConfigurationException.class, () -> read(section)).getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.1.10, mqtt://192.168.1.10:1883",
    "localhost:1884, mqtt://localhost:1884",
    "mqtt_broker, mqtt://mqtt_broker:1883",
    "raspberrypi.local., mqtt://raspberrypi.local.:1883",
    "fe80::1, mqtt://[fe80::1]:1883",
    "[::1]:1884, mqtt://[::1]:1884",
    "mqtts://broker.local, mqtts://broker.local:8883",
    "wss://broker.local/mqtt, wss://broker.local:443",
  })
  void aServerIsWrittenAsPeopleWriteIt(String written, String uri) throws Exception {
    assertEquals(uri, read("{broker: \"" + written + "\"}").servers().get(0).toString());
  }

  @Test
  void theSectionTlsMakesAllOfThemSecure() throws Exception {
    MqttSettings mqtt = read("{broker: [one, two:9999, ws://three/mqtt], tls: {ca: home.crt}}");

    assertEquals(
        List.of(
            ServerUri.of("mqtts://one:8883"),
            ServerUri.of("mqtts://two:9999"),
            ServerUri.of("wss://three:443/mqtt")),
        mqtt.servers());
    assertEquals(folder.resolve("home.crt"), mqtt.tls().authorities());
  }

  @Test
  void aSchemeOfTlsAloneTrustsWhomJavaTrusts() throws Exception {
    assertEquals(ServerTlsSettings.USUAL, read("{broker: mqtts://one}").tls());
    assertNull(read("{broker: one}").tls());
  }

  @Test
  void whatDoesNotGoTogetherIsTold() {
    assertTrue(problem("{tls: {key: a.key}}").contains("certificate and key go together"));
    assertTrue(problem("{login: scram}").contains("scram needs username, password"));
    String secret = problem("{broker: mqtt://anna:secret@one}");
    assertTrue(secret.contains("go into 'username' and 'password'"), secret);
    assertFalse(secret.contains("secret"), secret);
    assertTrue(problem("{broker: 'http://one'}").contains("mqtts://"));
  }

  @Test
  void scramIsTriedFirst() throws Exception {
    assertEquals(Login.AUTO, read("{broker: one}").login());
  }

  @ParameterizedTest
  @CsvSource({
    "{broker: one}, 60000, 10000, 30000",
    "'{broker: [one, two, three]}', 5000, 5000, 10000",
    "'{broker: [one, two, three], keep_alive: 30s}', 30000, 10000, 10000",
    "'{broker: [one, two], deadline: 4s, reconnect_within: 2s}', 2000, 2000, 1000",
    "'{broker: cluster, deadline: 4s}', 2000, 2000, 30000",
    "'{broker: one, keep_alive: 9s}', 9000, 5000, 30000",
    "'{broker: one, keep_alive: 9999ms}', 9999, 5000, 30000",
    "'{broker: [one, two], deadline: 20s, keep_alive: 5s}', 5000, 15000, 15000",
  })
  void whereThereIsAnotherServerSilenceIsNoticedWithinTheDeadline(
      String section, long keepAlive, long answer, long pause) throws Exception {
    MqttSettings mqtt = read(section);
    assertEquals(keepAlive, mqtt.keepAlive().toMillis());
    assertEquals(answer, mqtt.answerWithin().toMillis());
    assertEquals(pause, mqtt.maxPause().toMillis());
  }
}
