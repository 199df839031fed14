package hearth.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestSettings;
import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import hearth.testsupport.Programs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's mosquitto_pub, mosquitto_sub and mosquitto_rr with our broker. */
@Timeout(100)
class MosquittoClientsIT {
  private static final String V5 = "mqttv5";
  private static final String V3 = "mqttv311";

  private static RunningBroker broker;

  @BeforeAll
  static void start() throws Exception {
    Programs.need("mosquitto_rr", "mosquitto-clients");
    broker = new RunningBroker(TestSettings.ROOMY);
  }

  @AfterAll
  static void end() throws Exception {
    if (broker != null) {
      broker.close();
    }
  }

  private static List<String> with(String[] options, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(List.of(options));
    return all;
  }

  private static OutsideProcess start(String program, String version, List<String> options)
      throws Exception {
    // A line must be in the file when it is written, not when many are.
    List<String> command = new ArrayList<>(List.of("stdbuf", "-oL", program, "-h", "127.0.0.1"));
    command.addAll(List.of("-p", "" + broker.port(), "-V", version));
    command.addAll(options);
    return new OutsideProcess(command);
  }

  /** Publishes and ends. */
  private static void pub(String version, String... options) throws Exception {
    try (OutsideProcess program = start("mosquitto_pub", version, List.of(options))) {
      program.succeeds();
    }
  }

  /** Subscribes, and is back when that is granted. */
  private static OutsideProcess sub(String version, String... options) throws Exception {
    OutsideProcess sub = start("mosquitto_sub", version, with(options, "-d"));
    Eventually.holds(
        "subscribed",
        () -> sub.lines().stream().anyMatch(line -> line.startsWith("Subscribed ")),
        sub::told);
    return sub;
  }

  /** What it printed of messages, between what -d tells. */
  private static List<String> messages(OutsideProcess sub) throws Exception {
    return sub.succeeds().stream().filter(line -> line.startsWith("> ")).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "mqttv31, 0",
    "mqttv31, 1",
    "mqttv31, 2",
    "mqttv311, 0",
    "mqttv311, 1",
    "mqttv311, 2",
    "mqttv5, 0",
    "mqttv5, 1",
    "mqttv5, 2"
  })
  void messagesArriveWithTheirQoS(String version, String qos) throws Exception {
    String topic = "tools/" + version + "/" + qos;
    try (OutsideProcess sub =
        sub(version, "-q", qos, "-t", "tools/+/" + qos, "-C", "1", "-F", "> %t %q %p")) {
      pub(version, "-q", qos, "-t", topic, "-m", "21.5");
      assertEquals(List.of("> " + topic + " " + qos + " 21.5"), messages(sub));
    }
  }

  @Test
  void propertiesGoThrough() throws Exception {
    try (OutsideProcess sub =
        sub(
            V5,
            "-t",
            "properties",
            "-C",
            "1",
            "-F",
            "> %p %C %R %D %P %S",
            "-D",
            "subscribe",
            "subscription-identifier",
            "42")) {
      pub(
          V5,
          "-q",
          "1",
          "-t",
          "properties",
          "-m",
          "x",
          "-D",
          "publish",
          "content-type",
          "text/plain",
          "-D",
          "publish",
          "response-topic",
          "answers",
          "-D",
          "publish",
          "correlation-data",
          "data",
          "-D",
          "publish",
          "user-property",
          "b",
          "1",
          "-D",
          "publish",
          "user-property",
          "a",
          "2");
      assertEquals(List.of("> x text/plain answers data b:1 a:2 42"), messages(sub));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {V3, V5})
  void aRequestIsAnswered(String version) throws Exception {
    try (OutsideProcess answerer = sub(version, "-t", "questions", "-C", "1", "-F", "> %p");
        OutsideProcess asker =
            start(
                "mosquitto_rr",
                version,
                List.of(
                    "-t", "questions", "-e", "answers/" + version, "-m", "6 * 7?", "-W", "50"))) {
      assertEquals(List.of("> 6 * 7?"), messages(answerer));
      pub(version, "-q", "1", "-t", "answers/" + version, "-m", "42");
      assertEquals(List.of("42"), asker.succeeds());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {V3, V5})
  void aKeptSessionHasItsMessages(String version) throws Exception {
    String[] session =
        version.equals(V5)
            ? new String[] {"-c", "-i", "kept-5", "-x", "100"}
            : new String[] {"-c", "-i", "kept-3"};
    try (OutsideProcess begun =
        start("mosquitto_sub", version, with(session, "-q", "2", "-t", "kept/" + version, "-E"))) {
      begun.succeeds();
    }
    pub(version, "-q", "1", "-t", "kept/" + version, "-m", "1");
    pub(version, "-q", "2", "-t", "kept/" + version, "-m", "2");

    try (OutsideProcess back =
        start(
            "mosquitto_sub",
            version,
            with(session, "-q", "2", "-t", "kept/" + version, "-C", "2", "-F", "> %q %p"))) {
      assertEquals(List.of("> 1 1", "> 2 2"), messages(back));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {V3, V5})
  void theWillOfAClientThatDiesIsPublished(String version) throws Exception {
    try (OutsideProcess watcher = sub(version, "-t", "will/" + version, "-C", "1", "-F", "> %p");
        OutsideProcess device =
            sub(
                version,
                "-t",
                "nothing",
                "--will-topic",
                "will/" + version,
                "--will-payload",
                "gone",
                "--will-qos",
                "1")) {
      device.kill();
      assertEquals(List.of("> gone"), messages(watcher));
    }
  }

  @Test
  void retainedMessagesComeAsTheyWerePublished() throws Exception {
    pub(V5, "-q", "1", "-r", "-t", "options/a", "-m", "kept");
    try (OutsideProcess published =
        sub(V5, "-t", "options/#", "--retain-as-published", "-C", "2", "-F", "> %r %p")) {
      pub(V5, "-q", "1", "-r", "-t", "options/a", "-m", "new");
      assertEquals(List.of("> 1 kept", "> 1 new"), messages(published));
    }
    pub(V5, "-q", "1", "-r", "-n", "-t", "options/a");
  }

  @Test
  void sharedSubscriptionsShare() throws Exception {
    try (OutsideProcess one = sub(V5, "-q", "1", "-t", "$share/g/shared", "-C", "3", "-F", "> %p");
        OutsideProcess two = sub(V3, "-q", "1", "-t", "$share/g/shared", "-C", "3", "-F", "> %p")) {
      for (int i = 1; i <= 6; i++) {
        pub(V5, "-q", "1", "-t", "shared", "-m", "" + i);
      }
      List<String> all = new ArrayList<>(messages(one));
      all.addAll(messages(two));
      assertEquals(6, all.stream().distinct().count(), all::toString);
    }
  }

  @Test
  void refusalsAreUnderstood() throws Exception {
    try (OutsideProcess refused =
        start(
            "mosquitto_pub",
            V3,
            List.of("-u", "NOT_AUTHORIZED", "-P", "x", "-t", "a", "-m", "1"))) {
      assertEquals(5, refused.awaitEnd(), refused::told);
      assertTrue(refused.told().contains("not authorised"), refused::told);
    }
    try (OutsideProcess right =
        start(
            "mosquitto_pub",
            V5,
            List.of(
                "-u", RunningBroker.USER, "-P", RunningBroker.PASSWORD, "-t", "a", "-m", "1"))) {
      right.succeeds();
    }
  }
}
