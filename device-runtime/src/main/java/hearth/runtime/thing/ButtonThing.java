package hearth.runtime.thing;

import hearth.drivers.input.Contact;
import hearth.drivers.pin.PinException;
import hearth.io.loop.EventLoop;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.ButtonSettings;
import hearth.runtime.config.DeviceSettings;
import org.tinylog.Logger;

/**
 * A button: publishes {@code PRESS} and {@code RELEASE}, and may toggle an output by itself, with
 * or without a broker.
 *
 * <p>The first change counts at once, so that the light does not lag; then, for the time of the
 * debounce, the contacts may bounce as they like, and what they come to rest at counts.
 */
public final class ButtonThing implements Thing {
  private final String name;
  private final ButtonSettings settings;
  private final TopicName topic;
  private final OutputThing toggles;
  private final PinThread pins;
  private final EventLoop loop;
  private final Outlet outlet;
  private final ThingAvailability availability;
  private final Retry retry;

  private boolean stopped;
  private boolean bouncing;
  private boolean pressed;
  // What the contact has, bouncing or not.
  private boolean contact;

  /** The part; the pins' thread alone uses it. */
  private Contact part;

  /**
   * A button, its pin not opened yet.
   *
   * @param toggles what a press toggles, or null
   */
  public ButtonThing(
      ButtonSettings settings,
      DeviceSettings device,
      OutputThing toggles,
      PinThread pins,
      EventLoop loop,
      Outlet outlet) {
    this.name = settings.identity().name();
    this.settings = settings;
    this.topic = settings.identity().topicIn(device);
    this.toggles = toggles;
    this.pins = pins;
    this.loop = loop;
    this.outlet = outlet;
    this.retry = new Retry(loop);
    this.availability = new ThingAvailability(settings, device, outlet);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {
    pins.run(
        chips -> {
          part =
              Contact.open(
                  chips.chip(),
                  settings.pin(),
                  "hearth " + name,
                  settings.pull(),
                  settings.active());
          part.onChange((active, nanoTime) -> loop.execute(() -> changed(active)));
          return part.isActive();
        },
        isActive -> {
          // Held down while the program starts: not a press.
          contact = isActive;
          pressed = isActive;
          availability.available();
        },
        why -> notOpened(why));
  }

  private void notOpened(PinException why) {
    if (!stopped) {
      availability.unavailable(why.getMessage());
      retry.later(this::start);
    }
  }

  private void changed(boolean active) {
    contact = active;
    if (!bouncing && !stopped) {
      settle();
    }
  }

  private void settle() {
    bouncing = false;
    if (contact == pressed || stopped) {
      return;
    }
    pressed = contact;
    bouncing = true;
    loop.schedule(settings.debounce().toNanos(), this::settle);
    Logger.info("{} was {}", name, pressed ? "pressed" : "released");
    if (pressed && toggles != null) {
      toggles.command(SwitchCommand.TOGGLE);
    }
    outlet.publishEvent(topic, pressed ? "PRESS" : "RELEASE");
  }

  @Override
  public void announce() {
    availability.announce();
  }

  @Override
  public void stop(Runnable whenStopped) {
    stopped = true;
    retry.cancel();
    pins.run(
        chips -> {
          if (part != null) {
            part.close();
          }
          return null;
        },
        nothing -> whenStopped.run(),
        why -> whenStopped.run());
  }
}
