package hearth.system;

import hearth.testsupport.FreePort;
import hearth.testsupport.OutsideProcess;
import java.nio.file.Path;
import java.util.List;

/** A broker in a process of its own, ours or Debian's mosquitto, on one port over its restarts. */
final class AnyBroker implements AutoCloseable {
  /** Whose. Neither keeps anything over a restart. */
  enum Kind {
    HEARTH,
    MOSQUITTO
  }

  private final Kind kind;
  private final HomeFolder folder;
  private final String access;
  private final int port = FreePort.find();
  private OutsideProcess process;

  /** One that lets everybody do everything. */
  static AnyBroker open(Kind kind, Path folder) {
    return new AnyBroker(kind, folder, "");
  }

  /** One with rules for who has no name, in Mosquitto's words. */
  static AnyBroker withAccess(Kind kind, Path folder, String access) {
    return new AnyBroker(kind, folder, access);
  }

  private AnyBroker(Kind kind, Path folder, String access) {
    this.kind = kind;
    this.folder = new HomeFolder(folder);
    this.access = access;
    start();
  }

  int port() {
    return port;
  }

  void start() {
    String acl = access.isEmpty() ? "" : folder.file("acl", access);
    if (kind == Kind.HEARTH) {
      String config =
          """
          broker:
            listen: [{address: '127.0.0.1:%d', anonymous: local}]
          """
              .formatted(port);
      String rules = acl.isEmpty() ? "" : "  acl_file: " + acl + "\n";
      process =
          HearthProcess.ready("broker", "--config", folder.file("broker.yaml", config + rules));
    } else {
      String config =
          "listener %d 127.0.0.1\nallow_anonymous true\nuser %s\n"
              .formatted(port, System.getProperty("user.name"));
      String rules = acl.isEmpty() ? "" : "acl_file " + acl + "\n";
      process =
          new OutsideProcess(
              List.of("mosquitto", "-v", "-c", folder.file("mosquitto.conf", config + rules)));
      process.awaitLog("mosquitto version .* running");
    }
  }

  /** As a power cut. */
  void kill() {
    process.close();
  }

  @Override
  public void close() {
    process.close();
  }
}
