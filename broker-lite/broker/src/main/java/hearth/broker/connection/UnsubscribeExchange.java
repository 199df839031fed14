package hearth.broker.connection;

import hearth.broker.session.Journal;
import hearth.broker.session.Session;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.UnsubAck;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.topic.TopicFilter;
import java.util.ArrayList;
import java.util.List;

/** UNSUBSCRIBE (3.10.4). */
final class UnsubscribeExchange {
  private final Connection connection;
  private final BrokerContext broker;
  private final Session session;
  private final Acknowledgements acknowledgements;
  private final Unsubscribe packet;
  private final List<ReasonCode> codes = new ArrayList<>(1);
  private long position = Journal.NOTHING_TO_WAIT_FOR;

  UnsubscribeExchange(
      Connection connection,
      BrokerContext broker,
      Session session,
      Acknowledgements acknowledgements,
      Unsubscribe packet) {
    this.connection = connection;
    this.broker = broker;
    this.session = session;
    this.acknowledgements = acknowledgements;
    this.packet = packet;
  }

  /** Answers the packet, at once or, where it names very many filters, in turns of the loop. */
  void begin() {
    new IncrementalTask(connection, this::goOn, () -> {}, this::memory).goOn();
  }

  private int memory() {
    return packet.filters().stream().mapToInt(IncrementalTask::memory).sum();
  }

  private boolean goOn() {
    List<TopicFilter> asked = packet.filters();
    for (int done = 0; codes.size() < asked.size(); done++) {
      if (IncrementalTask.isTurnOver(broker.loop(), done)) {
        return false;
      }
      broker.loop().charge(Connection.COST_OF_EXPENSIVE);
      codes.add(remove(asked.get(codes.size())));
    }
    // [MQTT-3.10.4-4] [MQTT-3.10.4-5]: an answer even where nothing was subscribed.
    UnsubAck answer = new UnsubAck(packet.packetIdentifier(), codes, Properties.NONE);
    acknowledgements.send(position, answer, connection::send);
    return true;
  }

  private ReasonCode remove(TopicFilter filter) {
    if (!broker.subscriptions().remove(session, filter)) { // [MQTT-3.10.4-1]
      return ReasonCode.NO_SUBSCRIPTION_EXISTED;
    }
    if (session.isPersistent()) {
      position = broker.journal().unsubscribed(session, filter.toString());
    }
    return ReasonCode.SUCCESS;
  }
}
