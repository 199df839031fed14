package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.file.DirectoryFolders;
import hearth.io.file.Disk;
import hearth.io.file.LogReader;
import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home records what was; it is asked by strangers' programs and ours, and outlives a kill. */
class RecorderIT {
  private static final String TEMPERATURE = "home/livingroom/temperature";
  private static final String LIGHT = "home/livingroom/light";
  private static final String HISTORY = "$SYS/broker/history/";

  /** Types of records of the recorder that begin with the times of their content. */
  private static final List<Integer> READINGS_AND_CHANGES = List.of(1, 2);

  @TempDir private Path folder;
  private String configuration;
  private HearthProcess home;

  @BeforeEach
  void start() throws IOException {
    Path users = folder.resolve("passwd");
    for (String user : List.of("anna", "guest")) {
      List<String> words = new ArrayList<>(List.of("passwd", "-b", users.toString(), user, "pw"));
      if (!Files.exists(users)) {
        words.add(1, "-c");
      }
      hearth(0, words.toArray(String[]::new));
    }
    HomeFolder files = new HomeFolder(folder);
    String rules =
        files.file(
            "acl",
            "user anna\ntopic home/#\ntopic read $SYS/#\nuser guest\ntopic read $SYS/#\n"
                + "topic read home/livingroom/light\n");
    configuration =
        files.file(
            "hearth.yaml",
            HomeFolder.THINGS
                + """
                broker:
                  listen: ['127.0.0.1:0']
                  password_file: %s
                  acl_file: %s
                  recorder: {folder: %s, commit_interval: 10s}
                """
                    .formatted(users, rules, folder.resolve("recorder")));
    home = HearthProcess.ready("run", "--config", configuration);
  }

  @AfterEach
  void end() {
    home.close();
  }

  @Test
  void whatWasCommittedOutlivesAKill() throws IOException {
    awaitRecorded(LIGHT + "\tstate");
    sub("anna", 0, "-t", TEMPERATURE);
    as("anna", 0, "pub", "-t", LIGHT + "/set", "-m", "ON", "-q", "1");
    Eventually.holds(
        "the light is on",
        () -> sub("anna", 0, "-t", HISTORY + "hour/" + LIGHT).contains("\"ON\""),
        home::told);
    long now = System.currentTimeMillis() / 1000;
    String range = HISTORY + (now - 60) + "/" + now + "/" + TEMPERATURE;
    Eventually.holds("committed", () -> isCommitted(now * 1000), home::told);
    String before = points(sub("anna", 0, "-t", range));
    assertTrue(before.matches(".*[0-9].*"), before);

    home.kill();
    home = HearthProcess.ready("run", "--config", configuration);

    assertEquals(before, points(sub("anna", 0, "-t", range)));
    List<String> table = as("anna", 0, "history", TEMPERATURE, "--last", "1h", "--csv");
    assertTrue(table.size() > 1, table::toString);
    String light = String.join("\n", as("anna", 0, "history", LIGHT, "--json"));
    assertTrue(light.contains("\"state\":\"ON\",\"by\":"), light);
    assertTrue(light.contains("user anna"), light);
    assertTrue(
        as("anna", 0, "history").stream()
            .anyMatch(line -> line.matches(TEMPERATURE + " +reading +°C")));
  }

  @Test
  void whoMayNotReadTheTopicGetsNothing() {
    try (OutsideProcess sub = mosquittoSub("guest", "-t", HISTORY + "hour/" + TEMPERATURE)) {
      sub.awaitLog("All subscription requests were denied");
      sub.awaitEnd();
      assertEquals(List.of(), sub.lines());
    }
    try (HearthProcess history = client("guest", "history", TEMPERATURE)) {
      assertNotEquals(0, history.awaitEnd(), history::told);
      history.awaitLog("refused the subscription .*" + TEMPERATURE + "': not authorized");
      assertEquals(List.of(), history.lines());
    }
    String list = sub("guest", 0, "-t", HISTORY + "topics");
    assertTrue(list.lines().noneMatch(line -> line.startsWith(TEMPERATURE)), list);
    assertTrue(sub("guest", 0, "-t", HISTORY + "hour/" + LIGHT).contains(LIGHT));
  }

  @Test
  void moreThanEightQuestionsAtOnceAreRefused() {
    List<String> words = new ArrayList<>(List.of("-V", "mqttv5", "-d", "-W", "10"));
    for (int i = 0; i < 60; i++) {
      words.addAll(List.of("-t", HISTORY + "hour/home/" + i));
    }
    try (OutsideProcess sub = mosquittoSub("anna", words.toArray(String[]::new))) {
      assertEquals(0, sub.awaitEnd(), sub::told);
      String granted =
          sub.lines().stream().filter(line -> line.startsWith("Subscribed ")).findFirst().get();
      List<String> codes = List.of(granted.substring(granted.indexOf("): ") + 3).split(", "));
      assertEquals(Collections.nCopies(8, "0"), codes.subList(0, 8), granted);
      assertEquals("151", codes.get(59), granted); // 0x97, Quota exceeded
    }
  }

  @Test
  void whatADeviceKeptWhileTheBrokerWasAwayGoesInAtItsOwnTime() {
    home.terminate();
    HomeFolder files = new HomeFolder(folder);
    String broker =
        files.file(
            "broker.yaml",
            """
            broker:
              listen: [{address: '127.0.0.1:%d', anonymous: local}]
              recorder: {folder: %s, commit_interval: 10s}
            """
                .formatted(home.port(), folder.resolve("recorder")));
    String device =
        files.file(
            "device.yaml",
            """
            device: {topic: home/livingroom, history: 1000}
            hardware: {parts: simulated}
            mqtt: {broker: '127.0.0.1:%d', reconnect_within: 1s}
            sensors: [{kind: ds18b20, name: temperature, every: 100ms}]
            """
                .formatted(home.port()));
    home = HearthProcess.ready("broker", "--config", broker);
    try (HearthProcess sensor = HearthProcess.start("device", "--debug", "--config", device)) {
      awaitRecorded(TEMPERATURE + "\treading");
      home.kill();
      sensor.awaitLog("No connection to the broker");
      long from = System.currentTimeMillis() / 1000 + 1;
      Eventually.holds("two seconds", () -> System.currentTimeMillis() / 1000 > from + 2, () -> "");
      home = HearthProcess.ready("broker", "--config", broker);
      String range = HISTORY + from + "/" + (from + 2) + "/" + TEMPERATURE;
      Eventually.holds(
          "readings of then",
          () -> points(sub("anna", 0, "-t", range)).matches(".*\"mean\":\\[[0-9.]+,[0-9.]+].*"),
          () -> sub("anna", 0, "-t", range) + sensor.told());
    }
  }

  private void awaitRecorded(String line) {
    Eventually.holds(
        line + " is recorded",
        () -> sub("anna", 0, "-t", HISTORY + "topics").contains(line),
        home::told);
  }

  /** Whether readings and states of until then are on disk. */
  private boolean isCommitted(long millis) {
    DirectoryFolders recorder = new DirectoryFolders(folder.resolve("recorder"));
    Committed committed = new Committed();
    try {
      for (String each : recorder.list()) {
        try (Disk disk = recorder.read(each)) {
          LogReader.read(disk, committed);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return committed.hasChanges && committed.until >= millis;
  }

  private static final class Committed implements LogReader.Visitor {
    private long until;
    private boolean hasChanges;

    @Override
    public boolean wants(int type, ByteBuffer start) {
      return READINGS_AND_CHANGES.contains(type);
    }

    @Override
    public void record(int type, ByteBuffer payload) {
      hasChanges |= type == 2;
      until = type == 1 ? Math.max(until, payload.getLong(Long.BYTES)) : until;
    }

    @Override
    public void damaged(String segment, long offset, long length) {
      throw new AssertionError(segment + " is damaged at " + offset);
    }
  }

  /** Without the times at which it was not there. */
  private static String points(String answer) {
    return answer.replaceAll(",\"ends\":.*", "");
  }

  private String sub(String user, int status, String... words) {
    try (OutsideProcess sub = mosquittoSub(user, words)) {
      assertEquals(status, sub.awaitEnd(), sub::told);
      return String.join("\n", sub.lines());
    }
  }

  private OutsideProcess mosquittoSub(String user, String... words) {
    List<String> command =
        new ArrayList<>(
            List.of("mosquitto_sub", "-h", "127.0.0.1", "-p", "" + home.port(), "-C", "1"));
    command.addAll(List.of("-u", user, "-P", "pw"));
    command.addAll(List.of(words));
    return new OutsideProcess(command);
  }

  private List<String> as(String user, int status, String... words) {
    try (HearthProcess process = client(user, words)) {
      assertEquals(status, process.awaitEnd(), process::told);
      return process.lines();
    }
  }

  private HearthProcess client(String user, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("-p", "" + home.port(), "-u", user, "-P", "pw"));
    return HearthProcess.start(all.toArray(String[]::new));
  }

  private static List<String> hearth(int status, String... words) {
    try (HearthProcess process = HearthProcess.start(words)) {
      assertEquals(status, process.awaitEnd(), process::told);
      return process.lines();
    }
  }
}
