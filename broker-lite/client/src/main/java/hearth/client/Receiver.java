package hearth.client;

import hearth.io.loop.EventLoop;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.delivery.InboundDelivery;
import hearth.protocol.delivery.InboundTopicAliases;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The receiving half of a session: hands each message to its handlers and acknowledges in the order
 * of arrival, however late and in whatever order the handlers are done. On the loop's thread.
 */
final class Receiver {
  private final EventLoop loop;
  private final ClientListener listener;
  private final Subscriptions subscriptions;
  private final HandlerRunner handlers;
  private final MessageHandler unrouted;
  private final boolean unroutedManual;
  private final int receiveMaximum;
  private final int topicAliasMaximum;
  private final Consumer<Subscriptions.Entry> deliver = this::deliver;

  private final ArrayDeque<ReceivedMessage> unacknowledged = new ArrayDeque<>();
  private final Map<Integer, ReceivedMessage> unsettledExactlyOnce = new HashMap<>();
  private final InboundDelivery inbound = new InboundDelivery();
  private InboundTopicAliases aliases;
  private Connection connection;
  private int connections;
  private int quotaUsed;
  private ReceivedMessage routing;
  private final List<MessageHandler> called = new ArrayList<>();

  Receiver(EventLoop loop, MqttClientBuilder options, Subscriptions subscriptions) {
    this.loop = loop;
    this.listener = options.listener;
    this.unrouted = options.unrouted;
    this.unroutedManual = options.unroutedManual;
    this.subscriptions = subscriptions;
    this.receiveMaximum = options.connect.receiveMaximum;
    this.topicAliasMaximum = options.connect.topicAliasMaximum;
    this.handlers =
        new HandlerRunner(loop, options.handlerExecutor, options.maxWaitingMessages, this);
  }

  /**
   * A connection stands.
   *
   * @param resumed whether the server continues the session; if not, its state here goes too
   *     [MQTT-3.2.2-5]
   */
  void begin(Connection established, boolean resumed) {
    connection = established;
    connections++;
    quotaUsed = 0;
    unacknowledged.clear();
    aliases = new InboundTopicAliases(topicAliasMaximum); // [MQTT-3.3.2-7]
    if (!resumed) {
      inbound.clear();
      unsettledExactlyOnce.clear();
    }
    handlers.begin(established);
  }

  void suspend() {
    connection = null;
    handlers.begin(null);
  }

  void onPublish(Publish publish) throws MqttProtocolException {
    int alias = (int) publish.properties().number(Property.TOPIC_ALIAS, 0);
    // [MQTT-3.3.2-10]
    TopicName topic = alias == 0 ? publish.topic() : aliases.resolve(alias, publish.topic());
    ReceivedMessage message = new ReceivedMessage(publish, topic, this);
    message.connection = connections;
    if (publish.qos() != QoS.AT_MOST_ONCE) {
      useQuota();
      if (publish.qos() == QoS.EXACTLY_ONCE && !acceptOnce(message)) {
        return;
      }
      unacknowledged.add(message); // [MQTT-3.3.4-1]
    }
    route(message); // and is acknowledged even if nobody wants it [MQTT-4.5.0-2]
  }

  private void useQuota() throws MqttProtocolException {
    if (connection.hasReasonCodes() && quotaUsed == receiveMaximum) {
      // [MQTT-3.3.4-9]
      throw new MqttProtocolException(
          ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
          "more than " + receiveMaximum + " messages came without waiting for acknowledgements");
    }
    quotaUsed++;
  }

  /** Whether the message is new; one that came before is only acknowledged [MQTT-4.3.3-10]. */
  private boolean acceptOnce(ReceivedMessage message) {
    int packetIdentifier = message.packetIdentifier();
    if (inbound.add(packetIdentifier)) {
      unsettledExactlyOnce.put(packetIdentifier, message);
      return true;
    }
    ReceivedMessage earlier = unsettledExactlyOnce.get(packetIdentifier);
    if (earlier == null) {
      unacknowledged.add(message);
      acknowledgeSettled();
    } else if (earlier.connection != connections) {
      // Its handler is still at it: the acknowledgement goes out on this connection.
      earlier.connection = connections;
      unacknowledged.add(earlier);
    } else {
      quotaUsed--;
    }
    return false;
  }

  private void route(ReceivedMessage message) {
    message.unsettled = 1; // held until every handler has been found
    routing = message;
    called.clear();
    subscriptions.forEachMatch(message, deliver);
    if (called.isEmpty()) {
      run(unrouted, unroutedManual);
    }
    settleNow(message, ReasonCode.SUCCESS);
  }

  private void deliver(Subscriptions.Entry entry) {
    run(entry.request.handler(), entry.request.manualAcknowledgement());
  }

  /** A handler that several of the matching subscriptions share sees the message once. */
  private void run(MessageHandler handler, boolean manual) {
    if (!called.contains(handler)) {
      called.add(handler);
      routing.unsettled++;
      handlers.run(handler, routing, manual);
    }
  }

  void handlerFailed(ReceivedMessage message, Throwable failure) {
    listener.onHandlerFailed(message, failure);
  }

  /**
   * Settles one handler's part, from any thread.
   *
   * @throws IllegalArgumentException where a PUBACK cannot say the reason
   */
  void settle(ReceivedMessage message, ReasonCode reason) {
    if (reason != ReasonCode.SUCCESS) {
      PacketEncoder.encode(new PubAck(1, reason), MqttVersion.V5); // refuses it here, not there
    }
    if (loop.isLoopThread()) {
      settleNow(message, reason);
    } else {
      loop.execute(() -> settleNow(message, reason));
    }
  }

  void settleNow(ReceivedMessage message, ReasonCode reason) {
    if (reason.isError()) {
      message.reasonCode = reason;
    }
    if (--message.unsettled != 0 || message.qos() == QoS.AT_MOST_ONCE) {
      return;
    }
    boolean current = message.connection == connections && connection != null;
    if (message.qos() == QoS.EXACTLY_ONCE
        && unsettledExactlyOnce.remove(message.packetIdentifier(), message)
        && !current
        && message.reasonCode.isError()) {
      inbound.release(message.packetIdentifier()); // refused when it comes again
    }
    if (current) {
      acknowledgeSettled();
    }
  }

  /** In the order of arrival [MQTT-4.6.0-2] [MQTT-4.6.0-3]. */
  private void acknowledgeSettled() {
    ReceivedMessage message;
    while ((message = unacknowledged.peek()) != null && message.unsettled <= 0) {
      unacknowledged.remove();
      acknowledge(message);
    }
  }

  private void acknowledge(ReceivedMessage message) {
    int packetIdentifier = message.packetIdentifier();
    if (message.qos() == QoS.AT_LEAST_ONCE) {
      quotaUsed--;
      // Nothing remembers the identifier [MQTT-4.3.2-5], which the answer repeats [MQTT-2.2.1-5].
      connection.send(new PubAck(packetIdentifier, message.reasonCode)); // [MQTT-4.3.2-4]
      return;
    }
    if (message.reasonCode.isError() && connection.hasReasonCodes()) {
      quotaUsed--;
      inbound.release(packetIdentifier); // [MQTT-4.3.3-9]
    }
    connection.send(new PubRec(packetIdentifier, message.reasonCode)); // [MQTT-4.3.3-8]
  }

  void onPubRel(PubRel pubRel) {
    int packetIdentifier = pubRel.packetIdentifier();
    boolean known = inbound.release(packetIdentifier); // [MQTT-4.3.3-12]
    quotaUsed = Math.max(0, quotaUsed - 1);
    connection.send(
        new PubComp(
            packetIdentifier, // [MQTT-4.3.3-11]
            known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
  }
}
