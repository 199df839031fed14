package hearth.client;

import hearth.protocol.packet.Properties;
import hearth.protocol.packet.ReasonCode;

/**
 * How a publish ended well: at QoS 0 the packet is on its way, at QoS 1 and 2 the server has taken
 * the message over.
 *
 * @param reasonCode SUCCESS, or NO_MATCHING_SUBSCRIBERS where a server of 5.0 says so
 * @param properties of the PUBACK or PUBCOMP
 */
public record PublishResult(ReasonCode reasonCode, Properties properties) {
  static final PublishResult SUCCESS = new PublishResult(ReasonCode.SUCCESS, Properties.NONE);

  static PublishResult of(ReasonCode reasonCode, Properties properties) {
    return reasonCode == ReasonCode.SUCCESS && properties.isEmpty()
        ? SUCCESS
        : new PublishResult(reasonCode, properties);
  }
}
