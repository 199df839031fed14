package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who runs a broker sees what it holds and removes it, who may not is told so. */
class HeldListsIT {
  private static HearthProcess broker;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    Path users = folder.resolve("passwd");
    for (String user : List.of("anna", "guest")) {
      List<String> words = new ArrayList<>(List.of("passwd", "-b", users.toString(), user, "pw"));
      if (!Files.exists(users)) {
        words.add(1, "-c");
      }
      hearth(0, words.toArray(String[]::new));
    }
    Path rules =
        Files.writeString(
            folder.resolve("acl"),
            "user anna\ntopic home/#\ntopic read $SYS/#\ntopic write $SYS/broker/sessions/remove\n"
                + "user guest\ntopic home/#\ntopic $SYS/#\n");
    Path configuration =
        Files.writeString(
            folder.resolve("hearth.yaml"),
            "broker:\n  listen: ['127.0.0.1:0']\n  password_file: "
                + users
                + "\n  acl_file: "
                + rules
                + "\n");
    broker = HearthProcess.ready("broker", "-c", configuration.toString());
  }

  @AfterAll
  static void end() {
    broker.close();
  }

  @Test
  void whatIsRetainedIsListedAndRemoved() {
    as("guest", 0, "pub", "-t", "home/lamp", "-m", "on", "-r", "-q", "1", "-i", "lamp");
    List<String> list = as("anna", 0, "retained");
    assertTrue(list.get(0).matches("topic +bytes +client +user +writer +retained"), list::toString);
    String now = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";
    String lamp = "home/lamp +2 +lamp +guest +gone +" + now;
    assertTrue(list.stream().anyMatch(line -> line.matches(lamp)), list::toString);

    as("anna", 0, "retained", "--remove", "home/lamp");

    assertTrue(as("anna", 0, "retained").stream().noneMatch(line -> line.contains("home/lamp")));
    as("anna", 5, "retained", "--remove", "garden");
  }

  @Test
  void sessionsAreListedAndEndedByWhoMay() {
    as("guest", 0, "pub", "-c", "-i", "phone", "-q", "1", "-t", "home/x", "-m", "1");
    assertTrue(
        as("anna", 0, "sessions").stream().anyMatch(line -> line.matches("phone +guest +away .*")));

    as("guest", 5, "sessions", "--remove", "phone");
    assertEquals(
        List.of("The session of 'phone' is ended."),
        as("anna", 0, "sessions", "--remove", "phone"));
    assertEquals(
        List.of("The broker keeps no session of 'phone'."),
        as("anna", 0, "sessions", "--remove", "phone"));

    broker.awaitLog("The session of client 'phone' of user 'guest' is ended by .*user 'anna'");
  }

  private static List<String> as(String user, int status, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("-p", "" + broker.port(), "-u", user, "-P", "pw"));
    return hearth(status, all.toArray(String[]::new));
  }

  private static List<String> hearth(int status, String... words) {
    try (HearthProcess process = HearthProcess.start(words)) {
      assertEquals(status, process.awaitEnd(), process::told);
      return process.lines();
    }
  }
}
