package hearth.protocol.codec;

import static hearth.protocol.packet.ReasonCode.*;

import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.ReasonCode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The return codes of a CONNACK before 5.0 (table 3.1 of 3.1.1), as Reason Codes. */
public final class ReturnCodes {
  /** The place is the return code. */
  private static final List<ReasonCode> READ =
      List.of(
          SUCCESS,
          UNSUPPORTED_PROTOCOL_VERSION,
          CLIENT_IDENTIFIER_NOT_VALID,
          SERVER_UNAVAILABLE,
          BAD_USER_NAME_OR_PASSWORD,
          NOT_AUTHORIZED);

  private static final int SERVER_UNAVAILABLE_3 = 3;
  private static final int NOT_AUTHORIZED_5 = 5;

  private static final Map<ReasonCode, Integer> WRITTEN = new EnumMap<>(ReasonCode.class);

  static {
    for (int value = 0; value < READ.size(); value++) {
      WRITTEN.put(READ.get(value), value);
    }
    for (ReasonCode busy :
        List.of(
            SERVER_BUSY,
            QUOTA_EXCEEDED,
            CONNECTION_RATE_EXCEEDED,
            USE_ANOTHER_SERVER,
            SERVER_MOVED,
            UNSPECIFIED_ERROR,
            IMPLEMENTATION_SPECIFIC_ERROR)) {
      WRITTEN.put(busy, SERVER_UNAVAILABLE_3);
    }
    WRITTEN.put(BANNED, NOT_AUTHORIZED_5);
    WRITTEN.put(BAD_AUTHENTICATION_METHOD, NOT_AUTHORIZED_5);
  }

  private ReturnCodes() {}

  /**
   * Whether a CONNACK before 5.0 can say this; if not, the server closes without one
   * [MQTT3-3.2.2-6].
   */
  public static boolean exists(ReasonCode code) {
    return WRITTEN.containsKey(code);
  }

  static int write(ReasonCode code) {
    Integer value = WRITTEN.get(code);
    if (value == null) {
      throw new IllegalArgumentException("a CONNACK before MQTT 5.0 cannot say " + code);
    }
    return value;
  }

  static ReasonCode read(int value) throws MqttProtocolException {
    if (value >= READ.size()) {
      throw ProtocolErrors.protocolError("CONNACK return code " + value + " is reserved");
    }
    return READ.get(value);
  }
}
