package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.testsupport.FreePort;
import java.nio.file.Path;

/** A home whose page anna (password: rose) looks at in a browser. */
final class PanelHome implements AutoCloseable {
  private final Path folder;
  private final int port = FreePort.find();
  private final PanelUser user;
  private String configuration;
  private HearthProcess hearth;

  /**
   * Starts both.
   *
   * @param configuration with {@code passwd} for its password file, and {@code %d} for the page's
   *     port
   */
  PanelHome(Path folder, String configuration) {
    this.folder = folder;
    user = new PanelUser(port);
    try {
      makeUser();
      start(configuration);
    } catch (RuntimeException | AssertionError e) {
      user.close();
      throw e;
    }
  }

  private void makeUser() {
    try (HearthProcess made = HearthProcess.start("passwd", "-c", "-b", passwd(), "anna", "rose")) {
      assertEquals(0, made.awaitEnd(), made::told);
    }
  }

  private String passwd() {
    return folder.resolve("passwd").toString();
  }

  private void start(String configuration) {
    this.configuration = configuration;
    String file = new HomeFolder(folder).file("hearth.yaml", configuration.formatted(port));
    hearth = HearthProcess.ready("run", "--config", file);
  }

  /** Ends it in order, and starts it anew where it does not have this configuration already. */
  void become(String configuration) {
    if (!configuration.equals(this.configuration)) {
      end();
      start(configuration);
    }
  }

  /** Ends it in order. */
  void end() {
    hearth.terminate();
    hearth.close();
    configuration = "";
  }

  PanelUser user() {
    return user;
  }

  HearthProcess hearth() {
    return hearth;
  }

  /** On the first listener. */
  Mosquitto phone() {
    return new Mosquitto(hearth.port());
  }

  /** The page's. */
  int port() {
    return port;
  }

  @Override
  public void close() {
    user.close();
    if (hearth != null) {
      hearth.close();
    }
  }
}
