package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import java.util.ArrayList;
import java.util.List;

/** Debian's mosquitto_pub and mosquitto_sub against one port of this machine: a phone. */
public final class Mosquitto {
  private final int port;
  private final String version;

  /**
   * A phone.
   *
   * @param version as mosquitto_pub's -V takes it: {@code mqttv311} or {@code mqttv5}
   */
  public Mosquitto(int port, String version) {
    this.port = port;
    this.version = version;
  }

  /** A phone that speaks 3.1.1. */
  public Mosquitto(int port) {
    this(port, "mqttv311");
  }

  /** Publishes at QoS 1 and returns when the broker has it. */
  public void publish(String topic, String payload) {
    try (OutsideProcess pub = pub("-q", "1", "-t", topic, "-m", payload)) {
      assertEquals(0, pub.awaitEnd(), pub::told);
    }
  }

  /** As {@link #publish}, retained. */
  public void publishRetained(String topic, String payload) {
    try (OutsideProcess pub = pub("-q", "1", "-r", "-t", topic, "-m", payload)) {
      assertEquals(0, pub.awaitEnd(), pub::told);
    }
  }

  /** Starts mosquitto_pub with these options. */
  public OutsideProcess pub(String... options) {
    return start("mosquitto_pub", options);
  }

  /**
   * Subscribes and keeps listening, each message a line {@code topic payload}; returns when the
   * broker has accepted the subscription.
   */
  public OutsideProcess subscribed(String filter) {
    return subscribedTo(List.of(filter));
  }

  /** As {@link #subscribed}, to several filters. */
  public OutsideProcess subscribedTo(List<String> filters) {
    List<String> options = new ArrayList<>(List.of("-q", "1", "-v", "-d"));
    filters.forEach(filter -> options.addAll(List.of("-t", filter)));
    OutsideProcess sub = start("mosquitto_sub", options.toArray(new String[0]));
    Eventually.holds(
        "subscribed",
        () -> sub.lines().stream().anyMatch(line -> line.startsWith("Subscribed ")),
        sub::told);
    return sub;
  }

  /** What a late subscriber gets of a topic at once. */
  public String retained(String topic) {
    try (OutsideProcess sub =
        start("mosquitto_sub", "-t", topic, "--retained-only", "-C", "1", "-W", "10")) {
      assertEquals(0, sub.awaitEnd(), sub::told);
      return sub.lines().get(0);
    }
  }

  /** Waits until a late subscriber gets this. */
  public void awaitRetained(String topic, String payload) {
    try (OutsideProcess sub = subscribed(topic)) {
      sub.awaitLine(topic + " " + payload);
    }
  }

  private OutsideProcess start(String program, String... options) {
    // Into a file they write in blocks: what was told of a subscription would wait for a message.
    List<String> command = new ArrayList<>(List.of("stdbuf", "-oL", program));
    command.addAll(List.of("-h", "127.0.0.1", "-p", String.valueOf(port), "-V", version));
    command.addAll(List.of(options));
    return new OutsideProcess(command);
  }
}
