package hearth.io.net;

/** What a peer speaks, told by the first byte that it sends: for who has come to the wrong port. */
public final class FirstByte {
  private static final int CONNECT = 0x10;
  private static final int CONNACK = 0x20;

  private FirstByte() {}

  /** TLS, HTTP, MQTT, or null for anything else. */
  public static String protocol(byte first) {
    return switch (first) {
      case CONNECT, CONNACK -> "MQTT";
      case 20, 21, 22, 23 -> "TLS"; // a record: RFC 8446, 5.1
      case 'G', 'H', 'P', 'O', 'D' -> "HTTP"; // GET, HEAD, HTTP/1.1, POST, PUT, OPTIONS, DELETE
      default -> null;
    };
  }

  /** Null, or what there is to say where it is not this protocol that the peer speaks. */
  public static String insteadOf(String protocol, byte first) {
    String spoken = protocol(first);
    return protocol.equals(spoken)
        ? null
        : "it speaks "
            + (spoken == null ? "something else" : spoken)
            + ", and not "
            + protocol
            + ": one of both has the wrong port";
  }
}
