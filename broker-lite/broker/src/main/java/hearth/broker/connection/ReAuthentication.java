package hearth.broker.connection;

import hearth.broker.account.Kind;
import hearth.broker.session.Session;
import hearth.protocol.packet.Auth;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.ReasonCode;
import java.util.Objects;

/** A client shows once more who it is (4.12.1). */
final class ReAuthentication {
  private final Connection connection;
  private final BrokerContext broker;
  private final Session session;

  /** Null where the connection began without one. */
  private final String method;

  /** Null while none is under way. */
  private EnhancedAuthentication authentication;

  ReAuthentication(Connection connection, BrokerContext broker, Session session, String method) {
    this.connection = connection;
    this.broker = broker;
    this.session = session;
    this.method = method;
  }

  void handle(Auth packet) throws MqttProtocolException {
    broker.loop().charge(Connection.COST_OF_EXPENSIVE);
    if (method == null) {
      throw new MqttProtocolException(
          ReasonCode.PROTOCOL_ERROR, // [MQTT-4.12.0-7]
          "AUTH has no place in a connection that began without an Authentication Method");
    }
    if (packet.reasonCode() != ReasonCode.RE_AUTHENTICATE) {
      if (authentication == null) {
        throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR, "AUTH goes on with no exchange");
      }
      authentication.proceed(packet);
      return;
    }
    if (!method.equals(packet.properties().text(Property.AUTHENTICATION_METHOD))) {
      throw new MqttProtocolException(
          ReasonCode.PROTOCOL_ERROR, // [MQTT-4.12.1-1]
          "AUTH names another Authentication Method than CONNECT did");
    }
    hold(packet);
    String identifier = session.clientIdentifier();
    authentication = new EnhancedAuthentication(connection, method, this::decided);
    authentication.begin(
        connection.authenticator().begin(method, identifier, identifier, connection.peer()),
        packet.properties());
  }

  /** What is kept of the exchange until it ends. */
  private void hold(Auth packet) throws MqttProtocolException {
    byte[] data = packet.properties().binary(Property.AUTHENTICATION_DATA);
    int kept = data == null ? 0 : ConnectExchange.MADE_OF_DATA * data.length;
    connection.account.set(Kind.AUTHENTICATION, kept);
    String why = connection.account.whyNot(Kind.AUTHENTICATION, 0);
    if (why != null) {
      throw new MqttProtocolException(ReasonCode.QUOTA_EXCEEDED, why);
    }
  }

  private void decided(Authenticator.AuthResult verdict, Properties answer) {
    authentication = null;
    connection.account.set(Kind.AUTHENTICATION, 0);
    boolean isSameUser = Objects.equals(verdict.userName(), session.userName());
    if (verdict.reasonCode() != ReasonCode.SUCCESS) {
      connection.refuse(
          ReasonCode.NOT_AUTHORIZED, verdict.why(), verdict.said()); // [MQTT-4.12.1-2]
      return;
    }
    if (!isSameUser) {
      connection.refuse(ReasonCode.NOT_AUTHORIZED, "it came back as another user");
      return;
    }
    connection.credential(verdict.credential());
    connection.send(new Auth(ReasonCode.SUCCESS, answer));
  }
}
