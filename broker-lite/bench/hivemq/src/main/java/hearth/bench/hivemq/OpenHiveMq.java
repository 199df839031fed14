package hearth.bench.hivemq;

import com.hivemq.embedded.EmbeddedHiveMQ;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * HiveMQ CE that lets everybody in. Its state is in files of a folder, so that it can be killed and
 * started again.
 */
public final class OpenHiveMq {
  private OpenHiveMq() {}

  /**
   * Starts it, and says so by a line {@code ready}.
   *
   * @param arguments the address and port to listen at, and the folder
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[2]);
    Path configuration = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(
        configuration.resolve("config.xml"),
        """
        <?xml version="1.0"?>
        <hivemq>
          <listeners><tcp-listener><bind-address>%s</bind-address><port>%s</port></tcp-listener></listeners>
          <mqtt><queued-messages><max-queue-size>100000</max-queue-size></queued-messages></mqtt>
          <persistence><mode>file</mode></persistence>
          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
        </hivemq>
        """
            .formatted(arguments[0], arguments[1]));
    EmbeddedHiveMQ broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(configuration)
            .withDataFolder(Files.createDirectories(folder.resolve("data")))
            .withExtensionsFolder(Files.createDirectories(folder.resolve("extensions")))
            .build();
    broker.start().join();
    System.out.println("ready");
  }
}
