package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.testsupport.OutsideProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that the kernel gives no more threads (RLIMIT_NPROC, EAGAIN): nobody is dropped, what
 * needs a thread is refused or waits, and all is well once there are threads again.
 */
class ThreadsIT {
  @TempDir private Path folder;
  private String users;

  @BeforeEach
  void letTheUserIn() throws IOException {
    for (Path open = folder; open != null; open = open.getParent()) {
      assumeTrue(
          open.equals(folder)
              || Files.getPosixFilePermissions(open).toString().contains("OTHERS_E"),
          open + " is closed to the user without rights that this test needs");
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    users = folder.resolve("passwd").toString();
    try (HearthProcess passwd =
        HearthProcess.unprivileged("passwd", "-c", "-b", users, "anna", "right")) {
      assumeTrue(
          passwd.awaitEnd() == 0, () -> "no user without rights can start it:" + passwd.told());
    }
  }

  private HearthProcess broker() {
    String config =
        new HomeFolder(folder)
            .file(
                "threads.yaml",
                """
                device: {topic: home}
                broker:
                  listen: [{address: '127.0.0.1:0', anonymous: local}]
                  password_file: passwd
                  store: {folder: store}
                """);
    return HearthProcess.awaitReady(HearthProcess.unprivileged("broker", "--config", config));
  }

  @Test
  void withoutMoreThreadsNobodyIsDropped() throws Exception {
    try (HearthProcess broker = broker()) {
      Onlookers onlookers = new Onlookers(broker.port());
      onlookers.seeMore(50);
      threads(broker, 0);

      try (RawClient guest = RawClient.open(broker.port())) {
        guest.send(RawClient.loginPacket("guest", "anna", "right"));
        assertEquals(3, guest.expect(RawClient.CONNACK).body()[1], "server unavailable");
      }
      broker.awaitLog("refused client 'guest'.*its password cannot be checked now.*no thread");
      RawClient kept = RawClient.open(broker.port());
      kept.send(RawClient.connectPacket("kept", false, 0, null)); // to be written down first
      onlookers.seeMore(200);
      threads(broker, 4096);

      assertEquals(0, kept.expect(RawClient.CONNACK).body()[1]);
      try (RawClient guest = RawClient.open(broker.port())) {
        guest.send(RawClient.loginPacket("guest", "anna", "right"));
        assertEquals(0, guest.expect(RawClient.CONNACK).body()[1], "there is a thread again");
      }
      kept.close();
      onlookers.close();
      assertEquals(0, broker.logCount("^\tat "), broker::told);
    }
  }

  /** Sets how many threads its user may have, for new ones of this process only. */
  private static void threads(HearthProcess broker, int max) {
    List<String> command = List.of("prlimit", "--pid", "" + broker.pid(), "--nproc=" + max + ":");
    try (OutsideProcess limit = new OutsideProcess(HearthProcess.withoutRights(command))) {
      assertEquals(0, limit.awaitEnd(), limit::told);
    }
  }
}
