package hearth.broker.connection;

import hearth.broker.access.Refusal;
import hearth.broker.message.Message;
import hearth.broker.session.Session;
import hearth.protocol.packet.ReasonCode;
import java.nio.charset.StandardCharsets;

/**
 * Ends the session whose Client Identifier is published to {@code $SYS/broker/sessions/remove}, by
 * a client that may publish there.
 */
final class SessionRemoval {
  private final Connection connection;
  private final BrokerContext broker;
  private final Session own;

  SessionRemoval(Connection connection, BrokerContext broker, Session own) {
    this.connection = connection;
    this.broker = broker;
    this.own = own;
  }

  /** Returns how the message is answered; {@code NO_MATCHING_SUBSCRIBERS} for no such session. */
  ReasonCode end(Message message) {
    Session session = broker.sessions().get(new String(message.payload(), StandardCharsets.UTF_8));
    if (session == null) {
      return ReasonCode.NO_MATCHING_SUBSCRIBERS;
    }
    String who = Refusal.who(session.clientIdentifier(), session.userName());
    String why = whyNot(session);
    if (why != null) {
      connection.refused("end the session of " + who, ReasonCode.NOT_AUTHORIZED, why);
      return ReasonCode.NOT_AUTHORIZED;
    }
    broker
        .clients()
        .report(
            connection.peer(),
            "The session of {} is ended by {} from {}",
            who,
            Refusal.who(own.clientIdentifier(), own.userName()),
            connection.peer());
    broker.sessions().remove(session, "its session was ended by who runs the broker");
    return ReasonCode.SUCCESS;
  }

  /** Without rules everybody may publish there, strangers of the network included. */
  private String whyNot(Session session) {
    if (session == own) {
      return "it is its own; Clean Start ends that";
    }
    return own.userName() == null && session.userName() != null && !connection.peer().isLocal()
        ? "without a user name only a client on the broker's machine may end a session of a user"
        : null;
  }
}
