package hearth.protocol.packet;

import java.util.Objects;

/**
 * CONNECT (3.1).
 *
 * @param cleanStart Clean Session in 3.1 and 3.1.1
 * @param keepAlive seconds, 0 to 65535; 0 turns Keep Alive off
 * @param clientIdentifier may be empty
 * @param will null where the client leaves none
 * @param userName null where absent
 * @param password null where absent; never in {@link #toString}
 */
public record Connect(
    MqttVersion version,
    boolean cleanStart,
    int keepAlive,
    String clientIdentifier,
    Will will,
    String userName,
    byte[] password,
    Properties properties)
    implements ControlPacket {

  public Connect {
    Objects.requireNonNull(version);
    Objects.requireNonNull(clientIdentifier);
    Objects.requireNonNull(properties);
  }

  @Override
  public PacketType type() {
    return PacketType.CONNECT;
  }

  @Override
  public String toString() {
    return "Connect["
        + version
        + ", clientIdentifier="
        + clientIdentifier
        + ", cleanStart="
        + cleanStart
        + ", keepAlive="
        + keepAlive
        + (userName == null ? "" : ", userName=" + userName)
        + (password == null ? "" : ", password=***")
        + (will == null ? "" : ", will=" + will)
        + "]";
  }
}
