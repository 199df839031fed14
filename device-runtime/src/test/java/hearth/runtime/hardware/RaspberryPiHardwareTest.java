package hearth.runtime.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.simulated.SimulatedFiles;
import hearth.drivers.simulated.SimulatedOneWireBus;
import hearth.drivers.simulated.SimulatedThermometer;
import hearth.io.loop.ManualClock;
import hearth.runtime.config.Configuration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RaspberryPiHardwareTest {
  private final SimulatedFiles files = new SimulatedFiles();

  @ParameterizedTest
  @ValueSource(strings = {"", "id: 28-0000052a1b2c, "})
  void theResolutionOfAThermometerIsChosen(String id) throws Exception {
    SimulatedOneWireBus bus = new SimulatedOneWireBus(files, 1);
    SimulatedThermometer wired = bus.plug("28-0000052a1b2c");
    wired.temperature(21.5);
    String text =
        "device: {topic: home}\nsensors: [{kind: ds18b20, %sname: t, resolution: 9}]".formatted(id);
    Configuration home = Configuration.parse("test", text, Path.of("."));
    RaspberryPiHardware parts =
        new RaspberryPiHardware(files, "", new ManualClock(), Runnable::run);

    assertEquals(List.of(21.5), measure(parts.sensor(home.sensors().get(0), null)));
    assertEquals(9, wired.resolution());
  }

  private static List<Double> measure(Sensor sensor) {
    List<Double> measured = new ArrayList<>();
    sensor.start(
        new Sensor.Listener() {
          @Override
          public void measured(List<Reading> readings) {
            readings.forEach(reading -> measured.add(reading.value()));
          }

          @Override
          public void failed(SensorException why) {
            throw new AssertionError(why);
          }
        });
    return measured;
  }
}
