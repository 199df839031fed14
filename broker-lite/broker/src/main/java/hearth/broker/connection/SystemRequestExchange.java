package hearth.broker.connection;

import hearth.broker.message.Message;
import hearth.broker.session.Session;
import hearth.broker.sys.SystemRequest;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;

/** One request of a client to the broker itself (4.10), and the way of its answer back. */
final class SystemRequestExchange {
  private final Connection connection;
  private final Session session;
  private final String responseTopic;
  private final byte[] correlation;

  SystemRequestExchange(Connection connection, Session session, Publish publish) {
    this.connection = connection;
    this.session = session;
    this.responseTopic = publish.properties().text(Property.RESPONSE_TOPIC);
    this.correlation = publish.properties().binary(Property.CORRELATION_DATA);
  }

  void ask(SystemRequest request, byte[] payload) {
    request.asked(session, connection.peer(), payload, this::answer);
  }

  /** To who has asked and nobody else, however many have subscribed there. */
  private void answer(String text) {
    if (responseTopic == null || session.holder() != connection) {
      return;
    }
    TopicName topic = TopicName.of(responseTopic);
    if (!session.permissions().mayReceive(topic)) {
      return;
    }
    Properties.Builder properties =
        Properties.builder()
            .add(Property.PAYLOAD_FORMAT_INDICATOR, 1)
            .add(Property.CONTENT_TYPE, "application/json");
    if (correlation != null) {
      properties.add(Property.CORRELATION_DATA, correlation);
    }
    session.deliver(
        new Message(
            topic,
            text.getBytes(StandardCharsets.UTF_8),
            QoS.AT_MOST_ONCE,
            false,
            properties.build(),
            null,
            Message.NEVER),
        QoS.AT_MOST_ONCE,
        false,
        null,
        null);
  }
}
