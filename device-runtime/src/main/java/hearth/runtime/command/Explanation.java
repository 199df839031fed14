package hearth.runtime.command;

import hearth.protocol.topic.TopicName;
import hearth.runtime.config.BrokerSection;
import hearth.runtime.config.ButtonSettings;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.config.ThingSettings;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a configuration means, in words: who may connect, topics, wiring. */
public final class Explanation {
  private final Configuration configuration;
  private final String users;

  /**
   * The meaning of a configuration.
   *
   * @param users the names in the password file, or why there are none
   */
  public Explanation(Configuration configuration, String users) {
    this.configuration = configuration;
    this.users = users;
  }

  /** Writes it. */
  public void print(PrintWriter out) {
    if (configuration.broker() != null) {
      printBroker(configuration.broker(), out);
    }
    if (configuration.device() != null) {
      printDevice(configuration.device(), out);
      printWiring(out);
    }
  }

  private void printBroker(BrokerSection broker, PrintWriter out) {
    out.println("Broker: who may connect");
    for (ListenerSettings listener : broker.listeners()) {
      String who =
          switch (listener.anonymous()) {
            case NO -> "users with a password";
            case LOCAL -> "users with a password; from this machine anybody";
            case YES -> "anybody, without a user name";
          };
      String from = listener.address().isLoopback() ? ", from this machine only" : "";
      row(out, listener.address(), who + from);
    }
    row(out, "users", users);
    row(
        out,
        "store",
        broker.store() == null ? "none: kept in memory only" : broker.store().folder());
  }

  private void printDevice(DeviceSettings device, PrintWriter out) {
    out.println("Device: " + device.name());
    if (configuration.broker() == null) {
      row(out, "broker", configuration.mqtt().broker());
    }
    row(out, device.availabilityTopic(), "online or offline");
    for (ThingSettings thing : configuration.things()) {
      List<TopicName> topics = thing.topicsIn(device);
      topics.forEach(topic -> row(out, topic, meaning(thing, topic)));
      if (thing instanceof OutputSettings output
          && output.layout() == OutputSettings.Layout.SPLIT) {
        row(out, output.commandTopicIn(device), "ON, OFF or TOGGLE switches it");
      }
    }
  }

  private String meaning(ThingSettings thing, TopicName topic) {
    if (thing instanceof SensorSettings sensor) {
      boolean isHumidity =
          sensor instanceof SensorSettings.Dht dht
              && topic.equals(dht.humidityTopicIn(configuration.device()));
      String unit = isHumidity ? "%" : sensor.common().unit().symbol();
      return "number in " + unit + ", every " + sensor.common().everyAsWritten();
    }
    if (thing instanceof OutputSettings output) {
      boolean single = output.layout() == OutputSettings.Layout.SINGLE;
      return "ON or OFF, its state" + (single ? "; ON, OFF or TOGGLE switches it" : "");
    }
    return "PRESS and RELEASE";
  }

  private void printWiring(PrintWriter out) {
    out.println("Wiring");
    configuration.things().stream()
        .filter(thing -> !thing.pins().isEmpty())
        .sorted(Comparator.comparing(thing -> thing.pins().get(0)))
        .forEach(
            thing -> {
              int gpio = thing.pins().get(0);
              row(out, "GPIO" + gpio + ", place " + Header.placeOf(gpio), wiring(thing));
            });
  }

  private static String wiring(ThingSettings thing) {
    String name = thing.identity().name() + ": ";
    if (thing instanceof OutputSettings output) {
      return name
          + ("output, on is " + lowerCase(output.active()))
          + (", starts " + (output.start() ? "on" : "off"))
          + (", shutdown " + lowerCase(output.shutdown()));
    }
    if (thing instanceof ButtonSettings button) {
      String toggles = button.toggles() == null ? "" : ", toggles " + button.toggles();
      return name
          + ("input, pressed is " + lowerCase(button.active()))
          + (", pull " + lowerCase(button.pull()))
          + toggles;
    }
    return name + "data line of a sensor";
  }

  private static String lowerCase(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  private static void row(PrintWriter out, Object left, Object right) {
    out.println(String.format("  %-36s %s", left, right));
  }
}
