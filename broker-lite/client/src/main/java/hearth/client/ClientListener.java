package hearth.client;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.topic.TopicFilter;
import java.time.Duration;

/**
 * What a client tells of itself: it writes no log of its own. Called on the event loop's thread,
 * where nothing may block.
 */
public interface ClientListener {
  /** Hears nothing. */
  ClientListener NONE = new ClientListener() {};

  default void onStateChange(ConnectionState from, ConnectionState to) {}

  /** CONNACK has come with success; in-flight messages and subscriptions follow at once. */
  default void onConnected(Connected connected) {}

  /**
   * A connection was lost, or an attempt to connect failed.
   *
   * @param cause null where the application asked for the end
   * @param nextAttempt the delay before the next attempt, or null where there will be none
   */
  default void onDisconnected(MqttException cause, Duration nextAttempt) {}

  /**
   * A message will not be published; its future fails with the same reason. Also called for
   * messages that waited from an earlier run and have no future any more.
   */
  default void onDropped(Message message, MqttException reason) {}

  /**
   * A subscription that stood before was refused when it was renewed on a new session. It is tried
   * again, more and more rarely, and this is not told again.
   */
  default void onSubscriptionLost(TopicFilter filter, MqttException reason) {}

  /** A subscription that had been refused stands. */
  default void onSubscriptionRegained(TopicFilter filter) {}

  /** A sentence about the server, for people: it cannot do something, and what is done instead. */
  default void onNotice(String sentence) {}

  /** A handler threw; the message counts as handled. */
  default void onHandlerFailed(ReceivedMessage message, Throwable failure) {}

  /** An exception that nobody expected, on the client's own event loop. */
  default void onFailure(Throwable failure) {}

  /** Every packet on its way out, where {@link MqttClientBuilder#tracePackets} asks for it. */
  default void onPacketSent(ControlPacket packet) {}

  /** Every packet that came in, where {@link MqttClientBuilder#tracePackets} asks for it. */
  default void onPacketReceived(ControlPacket packet) {}
}
