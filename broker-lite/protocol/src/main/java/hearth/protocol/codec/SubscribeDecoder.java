package hearth.protocol.codec;

import static hearth.protocol.codec.ProtocolErrors.malformed;
import static hearth.protocol.codec.ProtocolErrors.protocolError;

import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Subscription.RetainHandling;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.topic.TopicFilter;
import java.util.ArrayList;
import java.util.List;

/** SUBSCRIBE (3.8) and UNSUBSCRIBE (3.10). */
final class SubscribeDecoder {
  private static final RetainHandling[] RETAIN_HANDLINGS = RetainHandling.values();

  /**
   * As many as a client may have by default: whoever shows all of a large home asks for thousands.
   * Without an end, 8 MB of the shortest would take half a gigabyte of memory.
   */
  private static final int MAX_FILTERS = 10_000;

  private SubscribeDecoder() {}

  static Subscribe decodeSubscribe(WireReader in, MqttVersion version)
      throws MqttProtocolException {
    int packetIdentifier = in.packetIdentifier();
    Properties properties = PropertiesDecoder.decode(in, AllowedProperties.SUBSCRIBE, version);
    if (!in.hasRemaining()) {
      throw protocolError("SUBSCRIBE names no Topic Filter"); // [MQTT-3.8.3-2]
    }
    List<Subscription> subscriptions = new ArrayList<>(1);
    while (in.hasRemaining()) {
      requireRoom(subscriptions, "SUBSCRIBE");
      subscriptions.add(subscription(topicFilter(in), in.oneByte(), version));
    }
    return new Subscribe(packetIdentifier, subscriptions, properties);
  }

  private static Subscription subscription(TopicFilter filter, int options, MqttVersion version)
      throws MqttProtocolException {
    int reserved = version == MqttVersion.V5 ? 0b1100_0000 : 0b1111_1100;
    if ((options & reserved) != 0) {
      // [MQTT-3.8.3-5] [MQTT3-3.8.3-4]
      throw malformed("reserved bits are set in the options of the subscription to " + filter);
    }
    int qos = options & 3;
    int retainHandling = options >> Subscription.RETAIN_HANDLING_SHIFT & 3;
    boolean noLocal = (options & Subscription.NO_LOCAL) != 0;
    if (qos == 3 || retainHandling == 3) {
      // [MQTT3-3.8.3-4]
      throw protocolError(
          "the subscription to " + filter + (qos == 3 ? " has QoS 3" : " has Retain Handling 3"));
    }
    if (noLocal && filter.isShared()) {
      // [MQTT-3.8.3-4]
      throw protocolError("No Local is set on the Shared Subscription " + filter);
    }
    return new Subscription(
        filter,
        QoS.of(qos),
        noLocal,
        (options & Subscription.RETAIN_AS_PUBLISHED) != 0,
        RETAIN_HANDLINGS[retainHandling]);
  }

  static Unsubscribe decodeUnsubscribe(WireReader in, MqttVersion version)
      throws MqttProtocolException {
    int packetIdentifier = in.packetIdentifier();
    Properties properties = PropertiesDecoder.decode(in, AllowedProperties.UNSUBSCRIBE, version);
    if (!in.hasRemaining()) {
      throw protocolError("UNSUBSCRIBE names no Topic Filter"); // [MQTT-3.10.3-2]
    }
    List<TopicFilter> filters = new ArrayList<>(1);
    while (in.hasRemaining()) {
      requireRoom(filters, "UNSUBSCRIBE");
      filters.add(topicFilter(in));
    }
    return new Unsubscribe(packetIdentifier, filters, properties);
  }

  private static void requireRoom(List<?> read, String packet) throws MqttProtocolException {
    if (read.size() == MAX_FILTERS) {
      throw new MqttProtocolException(
          ReasonCode.QUOTA_EXCEEDED, packet + " names more than " + MAX_FILTERS + " Topic Filters");
    }
  }

  private static TopicFilter topicFilter(WireReader in) throws MqttProtocolException {
    String text = in.string(); // [MQTT-3.8.3-1] [MQTT-3.10.3-1]
    try {
      return TopicFilter.of(text);
    } catch (IllegalArgumentException e) {
      throw new MqttProtocolException(ReasonCode.TOPIC_FILTER_INVALID, e.getMessage());
    }
  }
}
