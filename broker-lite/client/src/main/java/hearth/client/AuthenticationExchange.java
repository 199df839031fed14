package hearth.client;

import hearth.io.loop.EventLoop;
import hearth.protocol.packet.Auth;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.ReasonCode;
import java.util.concurrent.CompletableFuture;

/** The AUTH packets of one connection (4.12). On the loop's thread. */
final class AuthenticationExchange {
  /**
   *
   *
   * <pre>
   * INITIAL -- CONNACK --> SETTLED -- reauthenticate() --> AGAIN
   *                           ^------------ AUTH 0x00 -------+
   * </pre>
   */
  private enum Stage {
    INITIAL,
    SETTLED,
    AGAIN
  }

  private final EventLoop loop;
  private final Authentication authentication;
  private final Connection connection;
  private Stage stage = Stage.INITIAL;
  private CompletableFuture<Void> again;

  AuthenticationExchange(EventLoop loop, Authentication authentication, Connection connection) {
    this.loop = loop;
    this.authentication = authentication;
    this.connection = connection;
  }

  /** The properties of CONNECT with those of the method [MQTT-4.12.0-5]. */
  Properties begin(Properties properties) {
    return withData(
        properties.with(Property.AUTHENTICATION_METHOD, authentication.method()),
        authentication.begin());
  }

  private static Properties withData(Properties properties, byte[] data) {
    return data == null ? properties : properties.with(Property.AUTHENTICATION_DATA, data);
  }

  /** Asks to be authenticated anew while everything else goes on (4.12.1). */
  void reauthenticate(CompletableFuture<Void> future) {
    if (stage != Stage.SETTLED) {
      future.completeExceptionally(
          new MqttException("an authentication is already under way; wait for its end"));
      return;
    }
    stage = Stage.AGAIN;
    again = future;
    send(ReasonCode.RE_AUTHENTICATE, authentication.begin()); // [MQTT-4.12.1-1]
  }

  void onAuth(Auth auth, boolean established) throws MqttProtocolException {
    requireMethod(auth.properties());
    if (auth.reasonCode() == ReasonCode.CONTINUE_AUTHENTICATION && stage != Stage.SETTLED) {
      answer(auth.properties().binary(Property.AUTHENTICATION_DATA));
    } else if (auth.reasonCode() == ReasonCode.SUCCESS && stage == Stage.AGAIN && established) {
      finish(auth.properties());
    } else {
      throw new MqttProtocolException(
          ReasonCode.PROTOCOL_ERROR, "the server sent AUTH where none was awaited");
    }
  }

  private void answer(byte[] challenge) {
    Stage asked = stage;
    authentication
        .answer(challenge)
        .whenCompleteAsync(
            (data, failure) -> {
              if (failure != null) {
                refuse(ReasonTexts.unwrap(failure));
              } else if (stage == asked) {
                send(ReasonCode.CONTINUE_AUTHENTICATION, data); // [MQTT-4.12.0-3]
              }
            },
            loop);
  }

  private void send(ReasonCode reasonCode, byte[] data) {
    Properties method =
        Properties.builder().add(Property.AUTHENTICATION_METHOD, authentication.method()).build();
    if (!connection.send(new Auth(reasonCode, withData(method, data)))) {
      refuse(new MqttException("the Authentication Data is larger than the server takes"));
    }
  }

  /**
   * The server says that it is satisfied; now it must satisfy us.
   *
   * @return whether it did; if not, the connection is ending
   */
  boolean finish(Properties said) throws MqttProtocolException {
    requireMethod(said);
    try {
      authentication.finish(said.binary(Property.AUTHENTICATION_DATA));
    } catch (MqttException e) {
      refuse(e);
      return false;
    }
    stage = Stage.SETTLED;
    if (again != null) {
      again.complete(null);
      again = null;
    }
    return true;
  }

  private void requireMethod(Properties said) throws MqttProtocolException {
    if (!authentication.method().equals(said.text(Property.AUTHENTICATION_METHOD))) {
      // [MQTT-4.12.0-5]
      throw new MqttProtocolException(
          ReasonCode.PROTOCOL_ERROR, "the server answers with another Authentication Method");
    }
  }

  private void refuse(MqttException why) {
    connection.refuse(why); // [MQTT-4.12.1-2]
  }

  /**
   * The connection is gone, and a re-authentication with it.
   *
   * @param why null where the application ended it
   */
  void closed(MqttException why) {
    if (again != null) {
      again.completeExceptionally(why == null ? new MqttException("the client disconnected") : why);
      again = null;
    }
  }
}
