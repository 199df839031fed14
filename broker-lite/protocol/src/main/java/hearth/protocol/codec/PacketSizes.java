package hearth.protocol.codec;

import hearth.protocol.packet.PacketType;

/**
 * The largest packets that a reader takes, in bytes with their fixed header. A packet is kept until
 * its end has come: only one that carries a message needs the room of a message.
 *
 * @param publish PUBLISH; no other may be larger
 * @param connect CONNECT and AUTH, from somebody who is not let in yet: a Will, a Client
 *     Identifier, a user name and a password have up to 65,535 bytes each
 * @param subscribe SUBSCRIBE and UNSUBSCRIBE
 * @param simple those of a Packet Identifier, a Reason Code and properties at the most
 */
public record PacketSizes(int publish, int connect, int subscribe, int simple) {
  /**
   * The largest packet that there can be, in bytes: a fixed header and the longest rest (2.1.4).
   */
  public static final int LARGEST = VariableByteInteger.MAXIMUM + 5;

  /** None of them exceeds that of a PUBLISH. */
  public PacketSizes {
    connect = Math.min(connect, publish);
    subscribe = Math.min(subscribe, publish);
    simple = Math.min(simple, publish);
  }

  /** Of packets of this type. */
  public int of(PacketType type) {
    return switch (type) {
      case CONNECT, AUTH -> connect;
      case SUBSCRIBE, UNSUBSCRIBE -> subscribe;
      case PUBACK, PUBREC, PUBREL, PUBCOMP, PINGREQ, PINGRESP, DISCONNECT -> simple;
      case PUBLISH, CONNACK, SUBACK, UNSUBACK -> publish;
    };
  }
}
