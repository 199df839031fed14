package hearth.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with a configuration of a small home on simulated parts. */
final class HomeFolder {
  static final String THINGS =
      """
      device:
        topic: home/livingroom
      hardware:
        parts: simulated
      sensors:
        - kind: ds18b20
          name: temperature
          every: 200ms
      lights:
        - name: light
          pin: 17
        - name: lamp
          pin: 27
          layout: single
      """;

  private final Path folder;

  HomeFolder(Path folder) {
    this.folder = folder;
  }

  /** Writes a configuration; gives its path. */
  String file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A whole home, its broker on any free port, open to this machine. */
  String whole() {
    return file(
        "whole.yaml",
        THINGS
            + """
            broker:
              listen:
                - address: 127.0.0.1:0
                  anonymous: local
            """);
  }

  /**
   * The device alone, for a broker on this port.
   *
   * @param version {@code 5.0} or {@code 3.1.1}
   */
  String device(int port, String version) {
    return file(
        "device.yaml",
        THINGS
            + """
            mqtt:
              broker: 127.0.0.1:%d
              version: "%s"
              reconnect_within: 1s
            """
                .formatted(port, version));
  }
}
