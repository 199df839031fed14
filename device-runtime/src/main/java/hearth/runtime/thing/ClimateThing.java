package hearth.runtime.thing;

import hearth.drivers.output.StateStore;
import hearth.drivers.output.Thermostat;
import hearth.drivers.output.Thermostat.Demand;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.ClimateSettings;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.thing.CommandResult.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * A thermostat between a sensor and a heater of this device, with or without a broker. It hears
 * what both publish, and insists: what somebody else does to the heater holds until the next
 * reading. While it is off it leaves the heater alone.
 */
public final class ClimateThing implements Thing, CommandTopic.Answers {
  private final String name;
  private final ClimateSettings settings;
  private final DeviceSettings device;
  private final Map<TopicName, Consumer<String>> hears;
  private final Map<String, OutputThing> outputs;
  private final StateStore states;
  private final EventLoop loop;
  private final StatePublisher outlet;
  private final ThingAvailability availability;
  private final Map<TopicName, CommandListener> commands;
  private final Thermostat thermostat;

  // What the heater was told last; at the start, what it is to be is not known or its own affair.
  private Demand told;
  // As the heater has published it; null where its pin was not open yet.
  private Boolean heaterIsOn;
  private List<String> published = List.of();
  private Timer tick;

  /**
   * A thermostat that has heard of no temperature yet.
   *
   * @param configuration has its sensor and its heater
   * @param outputs all there are, by name
   * @param states what was set last
   */
  public ClimateThing(
      ClimateSettings settings,
      Configuration configuration,
      Map<String, OutputThing> outputs,
      StateStore states,
      EventLoop loop,
      StatePublisher outlet) {
    this.name = settings.identity().name();
    this.settings = settings;
    this.device = configuration.device();
    this.outputs = outputs;
    this.states = states;
    this.loop = loop;
    this.outlet = outlet;
    this.availability = new ThingAvailability(settings, device, outlet);
    this.thermostat =
        new Thermostat(
            new Thermostat.Settings(
                settings.hysteresis(), settings.lost(), settings.lostAfter().toNanos()),
            kept("target_temperature").flatMap(this::targetOf).orElse(settings.target()),
            kept("mode").map("heat"::equals).orElse(settings.heats()),
            loop.clock().nanoTime());
    this.told = thermostat.demand();
    this.commands = commandTopics();
    SensorSettings sensor = configuration.sensorOf(settings);
    OutputSettings heater = configuration.heaterOf(settings);
    this.hears =
        Map.of(
            configuration.temperatureTopicOf(settings), this::measured,
            sensor.availabilityTopicIn(device), this::sensorIs,
            heater.identity().topicIn(device), this::heaterIs);
  }

  private Optional<String> kept(String what) {
    return settings.restoresLast() ? states.kept(name + "." + what) : Optional.empty();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<TopicName, CommandListener> commands() {
    return commands;
  }

  private Map<TopicName, CommandListener> commandTopics() {
    CommandTopic<String> mode =
        topic(
            settings.modeCommandTopicIn(device),
            new CommandTopic.Format<>(
                ClimateThing::modeOf, "not a mode; the modes are heat and off"),
            this::setMode);
    CommandTopic<Double> target =
        topic(
            settings.targetCommandTopicIn(device),
            new CommandTopic.Format<>(
                text -> targetOf(text.strip()),
                "not a target, which is a temperature from %s to %s"
                    .formatted(text(settings.lowest()), text(settings.highest()))),
            this::setTarget);
    return Map.of(mode.topic(), mode, target.topic(), target);
  }

  private <T> CommandTopic<T> topic(
      TopicName topic, CommandTopic.Format<T> format, Consumer<T> set) {
    return new CommandTopic<>(
        name,
        topic,
        new RetainedGate(name, settings.retainedCommands(), false, outlet),
        format,
        message -> false,
        loop.clock(),
        this,
        (asked, message) -> {
          set.accept(asked);
          act();
          publish();
          answer(message, Kind.ACCEPTED, null);
        });
  }

  @Override
  public Map<TopicName, Consumer<String>> hears() {
    return hears;
  }

  @Override
  public void start() {
    heaterIsOn = outputs.get(settings.heater()).isOn();
    scheduleTick();
  }

  private void measured(String reading) {
    try {
      thermostat.measured(Double.parseDouble(reading), loop.clock().nanoTime());
      availability.available();
      act();
    } catch (NumberFormatException e) {
      Logger.debug("{}: '{}' is no temperature", name, reading);
    }
  }

  private void sensorIs(String availabilityOfSensor) {
    if (availabilityOfSensor.equals("offline")) {
      thermostat.sensorFailed(loop.clock().nanoTime());
      scheduleTick();
    }
  }

  private void heaterIs(String state) {
    boolean comes = heaterIsOn == null;
    heaterIsOn = state.equals("ON");
    if (comes) {
      act();
    }
    publishChanges();
  }

  private void scheduleTick() {
    if (tick != null) {
      tick.cancel();
    }
    OptionalLong next = thermostat.nextTick();
    if (next.isPresent()) {
      tick = loop.schedule(next.getAsLong() - loop.clock().nanoTime(), this::sensorIsLost);
    }
  }

  private void sensorIsLost() {
    thermostat.tick(loop.clock().nanoTime());
    if (thermostat.state() == Thermostat.State.LOST) {
      availability.unavailable(
          "The sensor %s has been unavailable for too long; the heater %s: %s. See the problem of the sensor."
              .formatted(
                  settings.sensor(),
                  settings.heater(),
                  settings.lost().name().toLowerCase(Locale.ROOT)));
    }
    act();
  }

  /**
   * Tells the heater, where it is there, what is new, and again where it is not as it should be.
   */
  private void act() {
    Demand demand = thermostat.demand();
    boolean isOn = demand == Demand.ON;
    if (demand == Demand.UNCHANGED) {
      told = demand;
    } else if (heaterIsOn != null) {
      boolean insists = thermostat.state() != Thermostat.State.OFF && heaterIsOn != isOn;
      if (demand != told || insists) {
        switchHeater(isOn);
      }
      told = demand;
    }
    scheduleTick();
    publishChanges();
  }

  private void switchHeater(boolean isOn) {
    OutputThing heater = outputs.get(settings.heater());
    if (heater != null) {
      String by = Cause.thermostat(settings.identity().label());
      heater.command(isOn ? SwitchCommand.ON : SwitchCommand.OFF, null, by);
    }
  }

  private static Optional<String> modeOf(String payload) {
    String mode = payload.strip().toLowerCase(Locale.ROOT);
    return mode.equals("heat") || mode.equals("off") ? Optional.of(mode) : Optional.empty();
  }

  private void setMode(String mode) {
    states.keep(name + ".mode", mode);
    thermostat.heats(mode.equals("heat"), loop.clock().nanoTime());
  }

  private void setTarget(double target) {
    states.keep(name + ".target_temperature", text(target));
    thermostat.target(target, loop.clock().nanoTime());
  }

  private Optional<Double> targetOf(String text) {
    try {
      double target = Double.parseDouble(text);
      boolean allowed = target >= settings.lowest() && target <= settings.highest();
      return allowed ? Optional.of(target) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public void answer(CommandMessage message, Kind kind, String reason) {
    message.sender().accept(new CommandResult(kind, reason, mode()));
  }

  private String mode() {
    return thermostat.state() == Thermostat.State.OFF ? "off" : "heat";
  }

  private static String text(double number) {
    BigDecimal rounded = BigDecimal.valueOf(number).setScale(2, RoundingMode.HALF_UP);
    return rounded.stripTrailingZeros().toPlainString();
  }

  private String action() {
    if (thermostat.state() == Thermostat.State.OFF) {
      return "off";
    }
    return heaterIsOn != null && heaterIsOn ? "heating" : "idle";
  }

  private void publishChanges() {
    if (!published.equals(List.of(mode(), text(thermostat.target()), action()))) {
      publish();
    }
  }

  @Override
  public void publish() {
    published = List.of(mode(), text(thermostat.target()), action());
    outlet.publishRetained(settings.modeTopicIn(device), published.get(0));
    outlet.publishRetained(settings.targetTopicIn(device), published.get(1));
    outlet.publishRetained(settings.actionTopicIn(device), published.get(2));
  }

  @Override
  public boolean isOffline() {
    return availability.isOffline();
  }

  @Override
  public void announce() {
    availability.announce();
    publish();
  }

  @Override
  public void removed() {
    if (thermostat.demand() == Demand.ON) {
      Logger.info("{} is gone, so that nobody watches {}: it goes off", name, settings.heater());
      switchHeater(false);
    }
  }

  @Override
  public void stop(Runnable stopped) {
    if (tick != null) {
      tick.cancel();
    }
    stopped.run();
  }
}
