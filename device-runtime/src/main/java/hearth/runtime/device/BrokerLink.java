package hearth.runtime.device;

import hearth.client.ClientListener;
import hearth.client.Connected;
import hearth.client.Message;
import hearth.client.MessageHandler;
import hearth.client.MqttClient;
import hearth.client.MqttClientBuilder;
import hearth.client.MqttException;
import hearth.client.ReceivedMessage;
import hearth.client.SubscribeRequest;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import hearth.runtime.thing.StatePublisher;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.tinylog.Logger;

/**
 * A connection of the device, and its topic of presence: {@code online} while the device is there,
 * {@code offline} by the Will when it dies, and by its own word when it ends in order; or the like
 * in other words. On the loop's thread.
 *
 * <pre>
 *              connected                        end()
 *   ABSENT ----------------------> PRESENT ----------------> ENDING
 *     ^   SUBSCRIBE, then online      |    offline, then       ^
 *     |                               |    DISCONNECT          |
 *     +-------------------------------+                        |
 *     |             lost                          end()        |
 *     +--------------------------------------------------------+
 * </pre>
 *
 * The Will of a connection that was lost may be published after the {@code online} of the next one:
 * the broker notices the loss late. So the device listens to its own availability, and says {@code
 * online} again whenever somebody else says otherwise.
 */
final class BrokerLink implements StatePublisher, ClientListener {
  private enum State {
    ABSENT,
    PRESENT,
    ENDING
  }

  private final DeviceAvailability presence;
  private final boolean wantsNoLocal;
  private final MqttClient client;
  private final Runnable onConnected;
  private final Runnable onPresent;
  private final Runnable onAbsent;
  private final QoS qosOfEvents;

  private State state = State.ABSENT;
  private boolean knowsNoLocal;
  // Why there is no connection; an attempt that fails alike is no news.
  private String lastReason = "";

  /**
   * A link that is not yet connected.
   *
   * @param options of the client; Will, listener and Clean Start are the link's
   * @param wantsNoLocal whether the connection is to speak 5.0
   * @param onConnected called after every connect, before that is said
   * @param onPresent called when it has been said
   * @param onAbsent called when a connection is lost
   * @param qosOfEvents of what is true only at the moment when it is published
   */
  BrokerLink(
      DeviceAvailability presence,
      MqttClientBuilder options,
      boolean wantsNoLocal,
      Runnable onConnected,
      Runnable onPresent,
      Runnable onAbsent,
      QoS qosOfEvents) {
    this.presence = presence;
    this.wantsNoLocal = wantsNoLocal;
    this.knowsNoLocal = wantsNoLocal;
    this.onConnected = onConnected;
    this.onPresent = onPresent;
    this.onAbsent = onAbsent;
    this.qosOfEvents = qosOfEvents;
    // A session that outlives the connection would bring commands of yesterday, and messages that
    // do would bring states of before.
    this.client =
        options
            .listener(this)
            .cleanStart(true)
            .messagesEndWithConnection()
            .will(
                new Will(
                    presence.topic(),
                    bytes(presence.lost()),
                    QoS.AT_LEAST_ONCE,
                    true,
                    Properties.NONE))
            .build();
  }

  /** Whether the broker keeps our own messages from us. */
  boolean knowsNoLocal() {
    return knowsNoLocal;
  }

  /** Connects, and again whenever the connection is lost. The subscriptions were made before. */
  void start() {
    subscribe(presence.topic(), this::onPresence);
    client.keepConnected();
  }

  /** Subscribes now and on every connection to come. */
  void subscribe(TopicName topic, MessageHandler handler) {
    subscribe(topic.toString(), handler);
  }

  /** The same for all topics that match a Topic Filter. */
  void subscribe(String filter, MessageHandler handler) {
    Subscription subscription =
        new Subscription(
            TopicFilter.of(filter),
            QoS.AT_LEAST_ONCE,
            wantsNoLocal,
            false,
            Subscription.RetainHandling.SEND);
    client
        .subscribe(new SubscribeRequest(subscription, Properties.NONE, false, handler))
        .whenComplete(
            (granted, failure) -> {
              if (failure != null && state != State.ENDING) {
                Logger.error(
                    "Subscribing to {} failed: {}; it is asked for again and again",
                    filter,
                    failure.getMessage());
              }
            });
  }

  /** Ends the subscription, now and on every connection to come. */
  void unsubscribe(TopicName topic) {
    client.unsubscribe(topic.toString());
  }

  /** Whether there is a connection. */
  boolean isPresent() {
    return state == State.PRESENT;
  }

  private void onPresence(ReceivedMessage message) {
    // What the broker kept from before stands until our own word, which is on its way.
    if (!message.retain() && state == State.PRESENT && presence.isUntrue(message.text())) {
      Logger.info(
          "{} said '{}' while the device is there; said {} again",
          presence.topic(),
          message.text(),
          presence.present() == null ? "how it is" : presence.present());
      sayPresent();
    }
  }

  @Override
  public void onConnected(Connected connected) {
    // SUBSCRIBE is on its way before this, so that no command is missed by who reads "online".
    state = State.PRESENT;
    knowsNoLocal = wantsNoLocal && connected.version().hasProperties();
    lastReason = "";
    Logger.info("Connected to the broker as {}", connected.clientIdentifier());
    onConnected.run();
    sayPresent();
  }

  private void sayPresent() {
    if (presence.present() != null) {
      publishRetained(presence.topic(), presence.present());
    }
    onPresent.run();
  }

  @Override
  public void onDisconnected(MqttException cause, Duration nextAttempt) {
    if (state == State.ENDING || nextAttempt == null) {
      return;
    }
    if (state == State.PRESENT) {
      onAbsent.run();
    }
    state = State.ABSENT;
    String reason = cause == null ? "it was closed" : cause.getMessage();
    if (reason.equals(lastReason)) {
      Logger.debug("Still no connection; next attempt in {} ms", nextAttempt.toMillis());
    } else {
      Logger.warn("No connection to the broker: {}. It is tried again and again", reason);
    }
    lastReason = reason;
  }

  @Override
  public void onSubscriptionLost(TopicFilter filter, MqttException reason) {
    Logger.error(
        "Subscribing to {} failed: {}; it is asked for again and again",
        filter,
        reason.getMessage());
  }

  @Override
  public void onSubscriptionRegained(TopicFilter filter) {
    Logger.info("Now the device is subscribed to {}", filter);
  }

  @Override
  public void onNotice(String sentence) {
    Logger.warn("The broker: {}", sentence);
  }

  @Override
  public void onHandlerFailed(ReceivedMessage message, Throwable failure) {
    Logger.error(failure, "A message on {} could not be handled", message.topic());
  }

  @Override
  public CompletableFuture<?> publishRetained(TopicName topic, String payload) {
    return publish(new Message(topic, bytes(payload), QoS.AT_LEAST_ONCE, true, Properties.NONE));
  }

  @Override
  public void publishEvent(TopicName topic, String payload) {
    publish(new Message(topic, bytes(payload), qosOfEvents, false, Properties.NONE));
  }

  /** Publishes; does nothing without a connection. */
  CompletableFuture<?> publish(Message message) {
    if (state == State.ABSENT) {
      return CompletableFuture.failedFuture(new MqttException("there is no connection"));
    }
    return client
        .publish(message)
        .whenComplete(
            (result, failure) -> {
              if (failure != null && state == State.PRESENT) {
                Logger.warn("Not published on {}: {}", message.topic(), failure.getMessage());
              }
            });
  }

  /**
   * Says {@code offline} and goes.
   *
   * @param timeout how long the broker may take to hear it
   * @param ended called on the loop's thread
   */
  void end(CompletableFuture<Void> timeout, Runnable ended) {
    boolean wasPresent = state == State.PRESENT;
    state = State.ENDING;
    CompletableFuture<?> heard =
        wasPresent && presence.ended() != null
            ? CompletableFuture.anyOf(publishRetained(presence.topic(), presence.ended()), timeout)
            : CompletableFuture.completedFuture(null);
    heard.whenComplete(
        (nothing, failure) ->
            client
                .disconnect()
                .whenComplete(
                    (gone, unsaid) -> {
                      client.close();
                      ended.run();
                    }));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
