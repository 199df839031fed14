package hearth.client;

import hearth.io.loop.EventLoop;
import hearth.io.loop.SelectorLoop;
import hearth.io.loop.SystemClock;
import hearth.protocol.delivery.PacketIdentifiers;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A client of MQTT 3.1, 3.1.1 and 5.0.
 *
 * <pre>{@code
 * MqttClient client = MqttClient.builder().server("mqtt://localhost").reconnect().build();
 * client.connect().join();
 * client.subscribe("home/#", QoS.AT_LEAST_ONCE, message -> print(message.text()));
 * client.publish(Message.of("home/light/set", "ON").atQos(QoS.AT_LEAST_ONCE));
 * client.close();
 * }</pre>
 *
 * <p>Every method may be called from any thread and returns at once; {@link #blocking} waits. The
 * futures complete on the event loop's thread, where what hangs on them must not block; they fail
 * with {@link MqttException}.
 *
 * <p>While there is no connection, messages wait in a bounded queue and subscriptions are
 * remembered; both reach the server when it is there.
 */
public final class MqttClient implements AutoCloseable {
  private final EventLoop loop;
  private final SelectorLoop ownLoop;
  private final Publisher publisher;
  private final Subscriptions subscriptions;
  private final Lifecycle lifecycle;

  MqttClient(MqttClientBuilder options) {
    this.ownLoop = options.loop == null ? startLoop(options.listener) : null;
    this.loop = ownLoop == null ? options.loop : ownLoop;
    PacketIdentifiers packetIdentifiers = new PacketIdentifiers();
    this.publisher = new Publisher(loop, options, packetIdentifiers);
    this.subscriptions = new Subscriptions(loop, options, packetIdentifiers);
    Receiver receiver = new Receiver(loop, options, subscriptions);
    this.lifecycle =
        new Lifecycle(
            loop,
            options.connector == null
                ? new Transport((SelectorLoop) loop, options)::to
                : server -> options.connector,
            options,
            new Session(publisher, receiver, subscriptions));
  }

  /** The thread makes its loop itself, so that no other passes for the loop's thread meanwhile. */
  private static SelectorLoop startLoop(ClientListener listener) {
    CompletableFuture<SelectorLoop> made = new CompletableFuture<>();
    new Thread(() -> runLoop(listener, made), "hearth-mqtt").start();
    return made.join();
  }

  private static void runLoop(ClientListener listener, CompletableFuture<SelectorLoop> made) {
    try {
      SelectorLoop loop = new SelectorLoop(new SystemClock(), listener::onFailure);
      made.complete(loop);
      loop.run();
    } catch (IOException e) {
      made.completeExceptionally(
          new UncheckedIOException("the client's event loop cannot be started", e));
    }
  }

  /** The settings of a new client. */
  public static MqttClientBuilder builder() {
    return new MqttClientBuilder();
  }

  /**
   * Connects; one attempt. A connection that is lost later is made again where {@link
   * MqttClientBuilder#reconnect} is set.
   */
  public CompletableFuture<Connected> connect() {
    return post(future -> lifecycle.connect(false, future));
  }

  /**
   * Connects, with as many attempts as it takes where {@link MqttClientBuilder#reconnect} is set.
   * Each that fails is told to the listener.
   */
  public CompletableFuture<Connected> keepConnected() {
    return post(future -> lifecycle.connect(true, future));
  }

  /** Where the client stands at this moment. */
  public ConnectionState state() {
    return lifecycle.state();
  }

  /**
   * Publishes a message. The future completes at QoS 0 when the packet is handed to the network, at
   * QoS 1 and 2 when the server has taken the message over; it fails where the server refused it or
   * the queue dropped it.
   */
  public CompletableFuture<PublishResult> publish(Message message) {
    return publisher.publish(message);
  }

  /** How many messages wait to be sent; those in flight not counted. */
  public int queuedMessages() {
    return publisher.queued();
  }

  /** The size of what waits to be sent: payloads and Topic Names, in bytes. */
  public long queuedBytes() {
    return publisher.queuedBytes();
  }

  /** How many messages of QoS 1 and 2 the server has been sent and has not taken over yet. */
  public int inFlightMessages() {
    return publisher.inFlight();
  }

  /**
   * Back-pressure for who publishes much: completed while the queue is less than half full, else
   * when it has become so.
   */
  public CompletableFuture<Void> room() {
    return publisher.room();
  }

  /**
   * Subscribes with automatic acknowledgement. A second subscription to the same filter takes the
   * place of the first.
   *
   * @throws IllegalArgumentException where the text is no Topic Filter
   */
  public CompletableFuture<Granted> subscribe(String filter, QoS qos, MessageHandler handler) {
    return subscribe(SubscribeRequest.of(filter, qos, handler));
  }

  /**
   * Subscribes; the future fails where the server refuses. The subscription is renewed on each
   * connection that begins a new session.
   */
  public CompletableFuture<Granted> subscribe(SubscribeRequest request) {
    return post(future -> subscriptions.subscribe(request, future));
  }

  /**
   * Ends a subscription.
   *
   * @return SUCCESS, or NO_SUBSCRIPTION_EXISTED where a server of 5.0 says so
   */
  public CompletableFuture<ReasonCode> unsubscribe(String filter) {
    return unsubscribe(TopicFilter.of(filter), Properties.NONE);
  }

  /** Ends a subscription, with User Properties of 5.0. */
  public CompletableFuture<ReasonCode> unsubscribe(TopicFilter filter, Properties properties) {
    return post(future -> subscriptions.unsubscribe(filter, properties, future));
  }

  /** Authenticates anew on the connection that stands (4.12.1). */
  public CompletableFuture<Void> reauthenticate() {
    return post(lifecycle::reauthenticate);
  }

  /** Disconnects in order; the Will is not published. */
  public CompletableFuture<Void> disconnect() {
    return disconnect(ReasonCode.NORMAL_DISCONNECTION, Properties.NONE);
  }

  /**
   * Disconnects and stays so until {@link #connect}. What is queued or in flight stays.
   *
   * @param reasonCode and the properties are of 5.0; DISCONNECT_WITH_WILL_MESSAGE has the Will
   *     published
   */
  public CompletableFuture<Void> disconnect(ReasonCode reasonCode, Properties properties) {
    return post(future -> lifecycle.disconnect(new Disconnect(reasonCode, properties), future));
  }

  /**
   * Disconnects in order and ends the client: what is queued or in flight fails. Returns at once;
   * the state becomes {@link ConnectionState#CLOSED}.
   */
  @Override
  public void close() {
    disconnect()
        .whenComplete(
            (nothing, failure) -> {
              lifecycle.close();
              if (ownLoop != null) {
                ownLoop.stop();
              }
            });
  }

  /**
   * The same client with methods that wait.
   *
   * @param timeout how long each may take
   */
  public BlockingMqttClient blocking(Duration timeout) {
    return new BlockingMqttClient(this, loop, timeout);
  }

  private <T> CompletableFuture<T> post(Consumer<CompletableFuture<T>> task) {
    CompletableFuture<T> future = new CompletableFuture<>();
    loop.execute(() -> task.accept(future));
    if (state() == ConnectionState.CLOSED) {
      // The loop has perhaps ended, and the task never runs.
      future.completeExceptionally(new MqttException("the client is closed"));
    }
    return future;
  }
}
