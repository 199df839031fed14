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
import hearth.runtime.thing.Outlet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.tinylog.Logger;

/**
 * The device's connection, and its availability topic: {@code online} while the device is there,
 * {@code offline} by the Will when it dies, and by its own word when it ends in order. On the
 * loop's thread.
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
final class BrokerLink implements Outlet, ClientListener {
  private enum State {
    ABSENT,
    PRESENT,
    ENDING
  }

  static final String ONLINE = "online";
  static final String OFFLINE = "offline";

  private final TopicName availability;
  private final boolean knowsNoLocal;
  private final MqttClient client;
  private final Runnable onPresent;
  private final Runnable onAbsent;

  private State state = State.ABSENT;
  // Why there is no connection; an attempt that fails alike is no news.
  private String lastReason = "";

  /**
   * A link that is not yet connected.
   *
   * @param options of the client; Will, listener and Clean Start are the link's
   * @param knowsNoLocal whether the connection speaks 5.0
   * @param onPresent called after every connect, when {@code online} is said
   * @param onAbsent called when a connection is lost
   */
  BrokerLink(
      TopicName availability,
      MqttClientBuilder options,
      boolean knowsNoLocal,
      Runnable onPresent,
      Runnable onAbsent) {
    this.availability = availability;
    this.knowsNoLocal = knowsNoLocal;
    this.onPresent = onPresent;
    this.onAbsent = onAbsent;
    // A session that outlives the connection would bring commands of yesterday, and messages that
    // do would bring states of before.
    this.client =
        options
            .listener(this)
            .cleanStart(true)
            .messagesEndWithConnection()
            .will(new Will(availability, bytes(OFFLINE), QoS.AT_LEAST_ONCE, true, Properties.NONE))
            .build();
  }

  /** Whether the broker keeps our own messages from us. */
  boolean knowsNoLocal() {
    return knowsNoLocal;
  }

  /** Connects, and again whenever the connection is lost. The subscriptions were made before. */
  void start() {
    subscribe(availability, this::onAvailability);
    client.keepConnected();
  }

  /** Subscribes now and on every connection to come. */
  void subscribe(TopicName topic, MessageHandler handler) {
    Subscription subscription =
        new Subscription(
            TopicFilter.of(topic.toString()),
            QoS.AT_LEAST_ONCE,
            knowsNoLocal,
            false,
            Subscription.RetainHandling.SEND);
    client
        .subscribe(new SubscribeRequest(subscription, Properties.NONE, false, handler))
        .whenComplete(
            (granted, failure) -> {
              if (failure != null && state != State.ENDING) {
                Logger.error("Subscribing to {} failed: {}", topic, failure.getMessage());
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

  private void onAvailability(ReceivedMessage message) {
    // What the broker kept from before stands until our own online, which is on its way.
    if (!message.retain() && state == State.PRESENT && !message.text().equals(ONLINE)) {
      Logger.info(
          "{} said '{}' while the device is there; said online again",
          availability,
          message.text());
      publishRetained(availability, ONLINE);
    }
  }

  @Override
  public void onConnected(Connected connected) {
    // SUBSCRIBE is on its way before this, so that no command is missed by who reads "online".
    state = State.PRESENT;
    lastReason = "";
    Logger.info("Connected to the broker as {}", connected.clientIdentifier());
    publishRetained(availability, ONLINE);
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
    Logger.error("Subscribing to {} failed: {}", filter, reason.getMessage());
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
    publish(new Message(topic, bytes(payload), QoS.AT_LEAST_ONCE, false, Properties.NONE));
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
   * @param longest how long the broker may take to hear it
   * @param ended called on the loop's thread
   */
  void end(CompletableFuture<Void> longest, Runnable ended) {
    boolean wasPresent = state == State.PRESENT;
    state = State.ENDING;
    CompletableFuture<?> heard =
        wasPresent
            ? CompletableFuture.anyOf(publishRetained(availability, OFFLINE), longest)
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
