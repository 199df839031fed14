package hearth.runtime.thing;

import hearth.io.loop.Clock;
import hearth.io.text.PrintableText;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.config.OutputSettings.Layout;
import hearth.runtime.thing.CommandResult.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.tinylog.Logger;

/** What an output is, as last read back from its pin, and how that is told. */
final class OutputState implements CommandTopic.Answers {
  private final String name;
  private final TopicName topic;
  private final boolean onOneTopic;
  private final StatePublisher outlet;
  private final EchoFilter echoes;
  private final LastChange lastChange;
  // Null where it is only on or off.
  private final Dimmer dimmer;

  // Null while nobody knows.
  private Boolean on;
  private int brightness;
  private boolean hearsItself;

  OutputState(
      OutputSettings settings,
      DeviceSettings device,
      Dimmer dimmer,
      Clock clock,
      BooleanSupplier isClockSet,
      StatePublisher outlet) {
    this.name = settings.identity().name();
    this.topic = settings.identity().topicIn(device);
    this.onOneTopic = settings.layout() == Layout.SINGLE;
    this.dimmer = dimmer;
    this.outlet = outlet;
    this.echoes = new EchoFilter(clock);
    this.lastChange = new LastChange(settings.changedTopicIn(device), clock, isClockSet, outlet);
  }

  /**
   * A new connection stands.
   *
   * @param noLocal whether the broker keeps our own messages from us
   */
  void connected(boolean noLocal) {
    echoes.reconnected();
    hearsItself = onOneTopic && !noLocal;
  }

  /** Whether a message on the command topic is the broker's copy of our own state; asks once. */
  boolean isEcho(String payload) {
    return hearsItself && echoes.isEcho(payload);
  }

  /** The pin was read back. */
  void observed(OutputPart.Snapshot snapshot) {
    boolean isFirst = on == null;
    boolean isChange = isFirst ? snapshot.by() != null : on != snapshot.on();
    on = snapshot.on();
    brightness = snapshot.brightness();
    if (isChange) {
      if (!isFirst) {
        Logger.info("{} is {}, by {}", name, text(), PrintableText.of(snapshot.by()));
      }
      // Before the state, so that whoever sees that knows it already.
      lastChange.is(text(), snapshot.by());
    }
    publish();
  }

  /** The pin is given back. */
  void forget() {
    on = null;
  }

  /** Null where nobody knows. */
  Boolean isOn() {
    return on;
  }

  /** Publishes all of it anew, on a new connection. */
  void announce() {
    lastChange.publish();
    publish();
  }

  /** Publishes it, where it is known. */
  @Override
  public void publish() {
    if (on == null) {
      return;
    }
    CompletableFuture<?> taken = outlet.publishRetained(topic, text());
    if (hearsItself && !taken.isCompletedExceptionally()) {
      echoes.published(text());
    }
    if (dimmer != null) {
      dimmer.publish(brightness);
    }
  }

  /** Tells the sender of a command, after the state that he is told with it. */
  @Override
  public void answer(CommandMessage message, Kind kind, String reason) {
    message.sender().accept(new CommandResult(kind, reason, on == null ? null : text()));
  }

  private String text() {
    return on ? "ON" : "OFF";
  }
}
