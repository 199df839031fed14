package hearth.protocol.packet;

/** Properties of 5.0 (table 2.4): identifier and type. Which packet allows which is the codec's. */
public enum Property {
  PAYLOAD_FORMAT_INDICATOR(0x01, Type.BYTE),
  MESSAGE_EXPIRY_INTERVAL(0x02, Type.FOUR_BYTE_INTEGER),
  CONTENT_TYPE(0x03, Type.UTF_8_STRING),
  RESPONSE_TOPIC(0x08, Type.UTF_8_STRING),
  CORRELATION_DATA(0x09, Type.BINARY_DATA),
  SUBSCRIPTION_IDENTIFIER(0x0B, Type.VARIABLE_BYTE_INTEGER),
  SESSION_EXPIRY_INTERVAL(0x11, Type.FOUR_BYTE_INTEGER),
  ASSIGNED_CLIENT_IDENTIFIER(0x12, Type.UTF_8_STRING),
  SERVER_KEEP_ALIVE(0x13, Type.TWO_BYTE_INTEGER),
  AUTHENTICATION_METHOD(0x15, Type.UTF_8_STRING),
  AUTHENTICATION_DATA(0x16, Type.BINARY_DATA),
  REQUEST_PROBLEM_INFORMATION(0x17, Type.BYTE),
  WILL_DELAY_INTERVAL(0x18, Type.FOUR_BYTE_INTEGER),
  REQUEST_RESPONSE_INFORMATION(0x19, Type.BYTE),
  RESPONSE_INFORMATION(0x1A, Type.UTF_8_STRING),
  SERVER_REFERENCE(0x1C, Type.UTF_8_STRING),
  REASON_STRING(0x1F, Type.UTF_8_STRING),
  RECEIVE_MAXIMUM(0x21, Type.TWO_BYTE_INTEGER),
  TOPIC_ALIAS_MAXIMUM(0x22, Type.TWO_BYTE_INTEGER),
  TOPIC_ALIAS(0x23, Type.TWO_BYTE_INTEGER),
  MAXIMUM_QOS(0x24, Type.BYTE),
  RETAIN_AVAILABLE(0x25, Type.BYTE),
  USER_PROPERTY(0x26, Type.UTF_8_STRING_PAIR),
  MAXIMUM_PACKET_SIZE(0x27, Type.FOUR_BYTE_INTEGER),
  WILDCARD_SUBSCRIPTION_AVAILABLE(0x28, Type.BYTE),
  SUBSCRIPTION_IDENTIFIER_AVAILABLE(0x29, Type.BYTE),
  SHARED_SUBSCRIPTION_AVAILABLE(0x2A, Type.BYTE);

  /** How a value is written (section 1.5). Numbers are held as Long, in every width. */
  public enum Type {
    BYTE(Long.class),
    TWO_BYTE_INTEGER(Long.class),
    FOUR_BYTE_INTEGER(Long.class),
    VARIABLE_BYTE_INTEGER(Long.class),
    UTF_8_STRING(String.class),
    UTF_8_STRING_PAIR(UserProperty.class),
    BINARY_DATA(byte[].class);

    private final Class<?> held;

    Type(Class<?> held) {
      this.held = held;
    }

    boolean fits(Object value) {
      return held.isInstance(value);
    }
  }

  private static final Property[] BY_IDENTIFIER = new Property[0x2B];

  static {
    for (Property property : values()) {
      BY_IDENTIFIER[property.identifier] = property;
    }
  }

  private final int identifier;
  private final Type type;

  Property(int identifier, Type type) {
    this.identifier = identifier;
    this.type = type;
  }

  public int identifier() {
    return identifier;
  }

  public Type type() {
    return type;
  }

  /** Only these may stand more than once in a packet, and keep their order. */
  public boolean isRepeatable() {
    return this == USER_PROPERTY || this == SUBSCRIPTION_IDENTIFIER;
  }

  /** The property of an identifier, or null where the table has none. */
  public static Property of(int identifier) {
    return identifier >= 0 && identifier < BY_IDENTIFIER.length ? BY_IDENTIFIER[identifier] : null;
  }
}
