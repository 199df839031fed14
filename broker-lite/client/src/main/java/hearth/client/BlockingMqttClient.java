package hearth.client;

import hearth.io.loop.EventLoop;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A client for a thread that has nothing to do but wait. Not for the event loop's own thread, which
 * would wait for itself.
 */
public final class BlockingMqttClient {
  private final MqttClient client;
  private final EventLoop loop;
  private final Duration timeout;

  BlockingMqttClient(MqttClient client, EventLoop loop, Duration timeout) {
    this.client = client;
    this.loop = loop;
    this.timeout = timeout;
  }

  /** As {@link MqttClient#connect}. */
  public Connected connect() throws MqttException {
    return await("connecting", client.connect());
  }

  /** As {@link MqttClient#publish}. */
  public PublishResult publish(Message message) throws MqttException {
    return await("publishing to '" + message.topic() + "'", client.publish(message));
  }

  /** As {@link MqttClient#subscribe}. */
  public Granted subscribe(String filter, QoS qos, MessageHandler handler) throws MqttException {
    return await("subscribing to '" + filter + "'", client.subscribe(filter, qos, handler));
  }

  /** As {@link MqttClient#unsubscribe}. */
  public ReasonCode unsubscribe(String filter) throws MqttException {
    return await("unsubscribing from '" + filter + "'", client.unsubscribe(filter));
  }

  /** Waits for room in the queue, as {@link MqttClient#room}. */
  public void awaitRoom() throws MqttException {
    await("waiting for room in the queue", client.room());
  }

  /** As {@link MqttClient#disconnect}. */
  public void disconnect() throws MqttException {
    await("disconnecting", client.disconnect());
  }

  private <T> T await(String doing, CompletableFuture<T> future) throws MqttException {
    if (loop.isLoopThread() && !future.isDone()) {
      throw new IllegalStateException(
          doing + " on the event loop's thread would wait for ever; use the future");
    }
    try {
      return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw ReasonTexts.unwrap(e.getCause());
    } catch (TimeoutException e) {
      throw new MqttException(doing + " took longer than " + timeout.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MqttException(doing + " was interrupted", e);
    }
  }
}
