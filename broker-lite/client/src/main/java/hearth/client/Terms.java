package hearth.client;

import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import java.util.EnumSet;
import java.util.Set;

/**
 * On which terms a client connects: as it was asked to, or where it makes do, with the older
 * version and the password alone. On the loop's thread.
 *
 * <pre>
 *   5.0 with SCRAM -- it has no such method, or lets nobody in by it --> 5.0 with the password
 *   5.0            -- it has no such version, or hangs up twice       --> 3.1.1
 *   3.1.1          -- it does not answer, either                      --> 5.0
 * </pre>
 */
final class Terms {
  /** How often a server may hang up on a CONNECT of 5.0 until an older one is tried. */
  private static final int HANGUPS = 2;

  private static final Set<ReasonCode> NO_SUCH_LOGIN =
      EnumSet.of(
          ReasonCode.BAD_AUTHENTICATION_METHOD,
          ReasonCode.NOT_AUTHORIZED,
          ReasonCode.BAD_USER_NAME_OR_PASSWORD);

  private static final Set<ReasonCode> NO_SUCH_VERSION =
      EnumSet.of(
          ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
          ReasonCode.MALFORMED_PACKET,
          ReasonCode.PROTOCOL_ERROR); // as which the 0x01 of 3.1.1 is read

  private final MqttClientBuilder options;
  private boolean withoutMethod;
  private boolean older;
  private boolean asking;
  private int hangups;

  Terms(MqttClientBuilder options) {
    this.options = options;
  }

  /** A CONNECT is about to be sent. */
  void begin() {
    asking = true;
  }

  /** CONNACK has come with success. */
  void agreed() {
    asking = false;
    hangups = 0;
  }

  /** No answer has come in time: the server or the network is gone, and no version helps. */
  void silent() {
    asking = false;
  }

  /**
   * An attempt or a connection is over.
   *
   * @param cause null where nobody wanted it any more
   * @return what is done instead, a sentence, where other terms are to be tried at once; or null
   */
  String after(MqttException cause) {
    boolean unanswered = asking;
    asking = false;
    if (!options.makesDo || !unanswered || cause == null) {
      return null;
    }
    ReasonCode code = cause.reasonCode();
    if (authentication() != null && NO_SUCH_LOGIN.contains(code)) {
      withoutMethod = true;
      return "the server lets nobody in by "
          + options.authentication.method()
          + ", so the password itself is sent: "
          + cause.getMessage();
    }
    if (older) {
      older = code != null; // it does not answer this, either
    } else if (options.connect.version == MqttVersion.V5
        && (NO_SUCH_VERSION.contains(code) || (code == null && ++hangups >= HANGUPS))) {
      older = true;
      return "the server seems to have no MQTT 5.0, so 3.1.1 is used: " + cause.getMessage();
    }
    return null;
  }

  /** The method by which to prove who we are, or null. */
  Authentication authentication() {
    return withoutMethod || older ? null : options.authentication;
  }

  /** A CONNECT on these terms. */
  Connect adapted(Connect asked) {
    Will will = asked.will();
    if (older && will != null) {
      will = new Will(will.topic(), will.payload(), will.qos(), will.retain(), Properties.NONE);
    }
    return new Connect(
        older ? MqttVersion.V3_1_1 : asked.version(),
        asked.cleanStart(),
        asked.keepAlive(),
        asked.clientIdentifier(),
        will,
        asked.userName(),
        // What is proven is not told as well.
        authentication() == null || !options.makesDo ? asked.password() : null,
        older ? Properties.NONE : asked.properties());
  }
}
