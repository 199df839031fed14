package hearth.broker.connection;

import hearth.protocol.packet.Auth;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.ReasonCode;
import java.util.function.BiConsumer;

/**
 * An exchange of AUTH packets (4.12), in the course of CONNECT or, as a re-authentication, later.
 *
 * <pre>
 *   client  CONNECT or AUTH 0x19 --+                +-- AUTH 0x18 --+
 *   server                         +-- AUTH 0x18 ---+               +-- CONNACK or AUTH 0x00
 * </pre>
 */
final class EnhancedAuthentication {
  private static final byte[] NO_DATA = {};

  private final Connection connection;
  private final String method;
  private final BiConsumer<Authenticator.AuthResult, Properties> end;
  private Authenticator.Exchange exchange;

  /**
   * @param method the Authentication Method of the CONNECT
   * @param end hears the verdict and what goes with the answer
   */
  EnhancedAuthentication(
      Connection connection, String method, BiConsumer<Authenticator.AuthResult, Properties> end) {
    this.connection = connection;
    this.method = method;
    this.end = end;
  }

  /**
   * Begins with the client's first data.
   *
   * @param exchange null where the method is not known
   */
  void begin(Authenticator.Exchange exchange, Properties properties) throws MqttProtocolException {
    if (exchange == null) {
      throw new MqttProtocolException(
          ReasonCode.BAD_AUTHENTICATION_METHOD, // [MQTT-4.12.0-1]
          "the authentication method " + method + " is not known here");
    }
    this.exchange = exchange;
    proceed(properties);
  }

  /** Whether the client's next AUTH is waited for. */
  boolean isUnderWay() {
    return exchange != null;
  }

  /** An AUTH of the client that goes on with the exchange. */
  void proceed(Auth packet) throws MqttProtocolException {
    // [MQTT-4.12.0-3] [MQTT-4.12.0-5]
    if (!isUnderWay()
        || packet.reasonCode() != ReasonCode.CONTINUE_AUTHENTICATION
        || !method.equals(packet.properties().text(Property.AUTHENTICATION_METHOD))) {
      throw new MqttProtocolException(
          ReasonCode.PROTOCOL_ERROR, "AUTH does not fit the exchange it is part of");
    }
    proceed(packet.properties());
  }

  private void proceed(Properties properties) {
    byte[] data = properties.binary(Property.AUTHENTICATION_DATA);
    Authenticator.Step step = exchange.answer(data == null ? NO_DATA : data);
    if (step.verdict() == null) {
      // [MQTT-4.12.0-2]
      connection.send(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, with(step.data())));
      return;
    }
    exchange = null;
    if (step.delayNanos() == 0) {
      end.accept(step.verdict(), with(step.data()));
    } else {
      connection.broker.loop().schedule(step.delayNanos(), () -> endLater(step));
    }
  }

  private void endLater(Authenticator.Step step) {
    if (!connection.isClosed()) {
      end.accept(step.verdict(), with(step.data()));
    }
  }

  private Properties with(byte[] data) {
    Properties properties =
        Properties.builder().add(Property.AUTHENTICATION_METHOD, method).build();
    return data == null ? properties : properties.with(Property.AUTHENTICATION_DATA, data);
  }
}
