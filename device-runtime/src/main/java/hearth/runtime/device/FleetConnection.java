package hearth.runtime.device;

import hearth.client.MqttClientBuilder;
import hearth.io.loop.EventLoop;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.FleetSettings;
import hearth.runtime.fleet.Health;
import hearth.runtime.fleet.HealthReporter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * How it is with a device whose broker is another's, said by a connection of its own: its Will says
 * that it is lost. On the loop's thread.
 */
public final class FleetConnection {
  private final BrokerLink link;
  private final HealthReporter reporter;

  /**
   * A connection, not yet made.
   *
   * @param options of its client
   * @param wantsNoLocal whether it is to speak 5.0
   */
  public FleetConnection(
      FleetSettings settings,
      MqttClientBuilder options,
      boolean wantsNoLocal,
      EventLoop loop,
      Supplier<Health> health) {
    TopicName topic = settings.healthTopic();
    this.reporter = new HealthReporter(loop, settings, health, payload -> publish(topic, payload));
    this.link =
        new BrokerLink(
            new DeviceAvailability(topic, null, null, HealthReporter.lost(settings), null),
            options,
            wantsNoLocal,
            () -> {},
            reporter::report,
            () -> {},
            QoS.AT_MOST_ONCE);
  }

  private void publish(TopicName topic, byte[] payload) {
    link.publishRetained(topic, new String(payload, StandardCharsets.UTF_8));
  }

  /** Connects, and goes on trying. */
  public void start() {
    link.start();
    reporter.start();
  }

  /** Says that it goes, and goes. */
  public void end(CompletableFuture<Void> timeout, Runnable ended) {
    reporter.end();
    link.end(timeout, ended);
  }
}
