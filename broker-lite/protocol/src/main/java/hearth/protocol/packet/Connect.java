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
 * @param bridge whether, before 5.0, bit 7 of the protocol level says that the client is another
 *     broker's bridge, as Mosquitto does: each of its subscriptions is one with No Local and Retain
 *     As Published
 */
public record Connect(
    MqttVersion version,
    boolean cleanStart,
    int keepAlive,
    String clientIdentifier,
    Will will,
    String userName,
    byte[] password,
    Properties properties,
    boolean bridge)
    implements ControlPacket {

  public Connect {
    Objects.requireNonNull(version);
    Objects.requireNonNull(clientIdentifier);
    Objects.requireNonNull(properties);
  }

  /** The CONNECT of a client that is no bridge. */
  public Connect(
      MqttVersion version,
      boolean cleanStart,
      int keepAlive,
      String clientIdentifier,
      Will will,
      String userName,
      byte[] password,
      Properties properties) {
    this(
        version,
        cleanStart,
        keepAlive,
        clientIdentifier,
        will,
        userName,
        password,
        properties,
        false);
  }

  /** What it takes in memory, about, in bytes. */
  public int memory() {
    return Memory.of(clientIdentifier)
        + Memory.of(userName)
        + Memory.of(password)
        + (will == null ? 0 : will.memory())
        + properties.memory()
        + 2 * Memory.OBJECT;
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
