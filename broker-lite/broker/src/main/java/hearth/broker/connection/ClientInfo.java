package hearth.broker.connection;

import hearth.protocol.packet.MqttVersion;
import java.time.Instant;

/**
 * A client that is connected, for people.
 *
 * @param userName null for an anonymous one
 * @param since when its connection came
 * @param keepAlive in seconds, 0 for none
 * @param queued messages that wait for it or are in flight to it
 */
public record ClientInfo(
    String clientIdentifier,
    String userName,
    String address,
    MqttVersion version,
    Instant since,
    int keepAlive,
    int subscriptions,
    int queued) {}
