package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.pin.SimulatedChip.Transition;
import hearth.protocol.packet.MqttVersion;
import hearth.system.AnyBroker.Kind;
import hearth.system.FragileLink.Side;
import hearth.testsupport.Eventually;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The connection of a device breaks at each step of its making, the broker dies, another device
 * takes its name: no pin moves unasked, and in the end the broker has what is true.
 */
class BrokenLinkIT {
  private static final String THINGS =
      """
      sensors: [{kind: ds18b20, name: temperature, every: 200ms}]
      lights:
        - {name: light, pin: 17}
        - {name: low, pin: 4, active: low}
        - {name: lamp, pin: 27, layout: single}
      """;

  /** More than a device of these things sends or gets until all is said. */
  private static final int STEPS = 24;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"HEARTH, V5", "HEARTH, V3_1_1", "MOSQUITTO, V5", "MOSQUITTO, V3_1_1"})
  void brokenAtEachStep(Kind kind, MqttVersion version) throws Exception {
    try (AnyBroker broker = AnyBroker.open(kind, folder);
        FragileLink link = new FragileLink(broker.port())) {
      // What others left behind, which must not switch anything at any connect.
      Mosquitto phone = new Mosquitto(broker.port());
      phone.publishRetained("home/light/set", "OFF");
      phone.publishRetained("home/low/set", "ON");
      try (WatchedDevice device = new WatchedDevice(link.port(), version, THINGS)) {
        switchOn(phone);
        breakAtEachStep(link, phone, device);
      }
    }
  }

  private static void breakAtEachStep(FragileLink link, Mosquitto phone, WatchedDevice device) {
    List<Transition> before = device.chip.transitions();
    for (Side side : Side.values()) {
      for (int step = 1; step <= STEPS; step++) {
        link.breakNow(side, step, () -> {});
        Eventually.holds(
            "broken behind packet " + step + " of " + side, () -> !link.isToBreak(), () -> "");
      }
    }

    awaitTruth(phone);
    assertEquals(before, device.chip.transitions());
    phone.publish("home/light/set", "OFF");
    phone.awaitRetained("home/light", "OFF");
    assertEquals(before.size() + 1, device.chip.transitions().size());
  }

  @ParameterizedTest
  @CsvSource({"HEARTH, V5", "HEARTH, V3_1_1", "MOSQUITTO, V5", "MOSQUITTO, V3_1_1"})
  void aBrokerThatDiesAgainAndAgain(Kind kind, MqttVersion version) throws Exception {
    try (AnyBroker broker = AnyBroker.open(kind, folder);
        WatchedDevice device = new WatchedDevice(broker.port(), version, THINGS)) {
      Mosquitto phone = new Mosquitto(broker.port());
      switchOn(phone);
      List<Transition> before = device.chip.transitions();

      for (int i = 0; i < 3; i++) {
        broker.kill();
        broker.start();
        awaitTruth(phone);
      }

      assertEquals(before, device.chip.transitions());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anotherDeviceOfTheSameName(Kind kind) throws Exception {
    try (AnyBroker broker = AnyBroker.open(kind, folder);
        WatchedDevice device = new WatchedDevice(broker.port(), MqttVersion.V5, THINGS)) {
      Mosquitto phone = new Mosquitto(broker.port());
      switchOn(phone);
      List<Transition> before = device.chip.transitions();
      try (FragileLink counting = new FragileLink(broker.port());
          WatchedDevice other = new WatchedDevice(counting.port(), MqttVersion.V5, THINGS)) {
        // Each drives the other out.
        Eventually.holds("driven out", () -> counting.connections() >= 3, () -> "");
        assertTrue(other.chip.transitions(17).isEmpty());
      }

      // The other said offline, or its Will did, and its states are not ours.
      awaitTruth(phone);
      assertEquals(before, device.chip.transitions());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void killedAtEachStep(Kind kind) {
    try (AnyBroker broker = AnyBroker.open(kind, folder);
        FragileLink link = new FragileLink(broker.port())) {
      Mosquitto phone = new Mosquitto(broker.port());
      String config = new HomeFolder(folder).device(link.port(), "5.0");
      for (int step : new int[] {1, 2, 4, 7, 10, 14}) {
        try (HearthProcess device = HearthProcess.start("device", "--config", config)) {
          link.breakNow(Side.CLIENT, step, device::kill);
          Eventually.holds("killed at " + step, () -> !link.isToBreak(), device::told);
        }
        if (step > 1) { // before, there was no connection of which the broker knew
          phone.awaitRetained("home/livingroom/availability", "offline");
        }
      }
      try (HearthProcess device = HearthProcess.start("device", "--config", config)) {
        phone.awaitRetained("home/livingroom/availability", "online");
        phone.awaitRetained("home/livingroom/light", "OFF");
        assertEquals(0, device.logCount("light is "), device::told);
      }
    }
  }

  @Test
  void anOfflineThatComesLateDoesNotStay() throws Exception {
    try (AnyBroker broker = AnyBroker.open(Kind.MOSQUITTO, folder);
        WatchedDevice device = new WatchedDevice(broker.port(), MqttVersion.V3_1_1, THINGS)) {
      Mosquitto phone = new Mosquitto(broker.port());
      switchOn(phone);
      for (int i = 0; i < 5; i++) {
        phone.publishRetained("home/availability", "offline");
        phone.awaitRetained("home/availability", "online");
      }
      assertEquals(1, device.chip.transitions(17).size());
    }
  }

  private static void switchOn(Mosquitto phone) {
    phone.awaitRetained("home/availability", "online");
    phone.awaitRetained("home/low", "OFF");
    phone.awaitRetained("home/lamp", "OFF");
    phone.publish("home/light/set", "ON");
    phone.awaitRetained("home/light", "ON");
  }

  private static void awaitTruth(Mosquitto phone) {
    phone.awaitRetained("home/availability", "online");
    for (String thing : List.of("light", "low", "lamp", "temperature")) {
      phone.awaitRetained("home/" + thing + "/availability", "online");
    }
    phone.awaitRetained("home/light", "ON");
    phone.awaitRetained("home/low", "OFF");
    phone.awaitRetained("home/lamp", "OFF");
    Eventually.holds(
        "a reading",
        () -> phone.retained("home/temperature").matches("-?[0-9]+\\.[0-9]"),
        () -> "");
  }
}
