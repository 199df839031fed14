package hearth.client;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.UnsubAck;

/** The client's Session State (4.1): outlives connections [MQTT-4.1.0-1]. On the loop's thread. */
record Session(Publisher publisher, Receiver receiver, Subscriptions subscriptions) {

  /**
   * A connection stands: first go subscriptions, then what was on the way, then what waits.
   *
   * @param resumed whether the server continues the session, as far as one can know
   */
  void begin(Connection connection, Connected connected, boolean resumed) {
    receiver.begin(connection, resumed);
    publisher.begin(connection, connected, resumed);
    subscriptions.begin(connection, connected); // to subscribe once too often does no harm
  }

  void suspend() {
    receiver.suspend();
    publisher.suspend();
    subscriptions.suspend();
  }

  void onPacket(ControlPacket packet) throws MqttProtocolException {
    if (packet instanceof Publish publish) {
      receiver.onPublish(publish);
    } else if (packet instanceof PubAck pubAck) {
      publisher.onPubAck(pubAck);
    } else if (packet instanceof PubRec pubRec) {
      publisher.onPubRec(pubRec);
    } else if (packet instanceof PubRel pubRel) {
      receiver.onPubRel(pubRel);
    } else if (packet instanceof PubComp pubComp) {
      publisher.onPubComp(pubComp);
    } else if (packet instanceof SubAck subAck) {
      subscriptions.onSubAck(subAck);
    } else if (packet instanceof UnsubAck unsubAck) {
      subscriptions.onUnsubAck(unsubAck);
    } else {
      throw new MqttProtocolException(
          ReasonCode.PROTOCOL_ERROR, "the server sent " + packet.type());
    }
  }

  void close(MqttException why) {
    publisher.close(why);
    subscriptions.close(why);
  }
}
