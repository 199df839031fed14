package hearth.system;

import hearth.client.Backoff;
import hearth.client.MqttClient;
import hearth.drivers.kernel.MountedFiles;
import hearth.drivers.pin.GpioChip;
import hearth.drivers.pin.SimulatedChip;
import hearth.drivers.sensor.Sensor;
import hearth.io.loop.SelectorLoop;
import hearth.io.loop.SystemClock;
import hearth.protocol.packet.MqttVersion;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.device.Device;
import hearth.runtime.discovery.DeviceInfo;
import hearth.runtime.hardware.Hardware;
import hearth.runtime.hardware.HardwareThread;
import hearth.runtime.hardware.StatesFile;
import hearth.runtime.history.History;
import hearth.runtime.thing.PinThread;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** A device in this process, whose pins are watched, and a broker in another. */
final class WatchedDevice implements AutoCloseable {
  final SimulatedChip chip;

  private final SelectorLoop loop;
  private final HardwareThread pins = new HardwareThread("test-pins");
  private final HardwareThread sensors = new HardwareThread("test-sensors");
  private final Device device;

  /**
   * Starts it.
   *
   * @param port of a broker of this machine
   */
  WatchedDevice(int port, MqttVersion version, String things) throws Exception {
    loop = new SelectorLoop(new SystemClock(), Throwable::printStackTrace);
    chip = SimulatedChip.likeRaspberryPi(() -> loop.clock().nanoTime());
    String head = "device: {topic: home}\nhardware: {parts: simulated}\nmqtt: {version: '%s'}\n";
    String text = head.formatted(version == MqttVersion.V5 ? "5.0" : "3.1.1") + things;
    Configuration configuration = Configuration.parse("test", text, Path.of("."));
    WatchedHardware parts = new WatchedHardware(configuration);
    device =
        new Device(
            configuration,
            parts,
            StatesFile.none(),
            new PinThread(pins, parts, loop),
            loop,
            History.none(loop.clock()),
            suffix ->
                MqttClient.builder()
                    .loop(loop)
                    .server("127.0.0.1", port)
                    .version(version)
                    .clientIdentifier("device" + suffix)
                    .reconnect(
                        new Backoff(Duration.ofMillis(20), Duration.ofMillis(200), new Random(1))),
            false,
            new DeviceInfo("1.0", "", "", ""),
            new Random(1));
    Thread thread = new Thread(loop::run, "test-device");
    thread.setDaemon(true);
    thread.start();
    loop.execute(device::start);
  }

  /** Says goodbye in order. */
  @Override
  public void close() {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    loop.execute(() -> device.end(() -> ended.complete(null)));
    ended.join();
    loop.stop();
    pins.close();
    sensors.close();
  }

  /** Simulated ones, but for the chip. */
  private final class WatchedHardware implements Hardware {
    private final Hardware others;

    WatchedHardware(Configuration configuration) {
      others =
          Hardware.of(
              configuration.hardware(),
              MountedFiles.ofMachine(),
              loop.clock(),
              sensors,
              new Random(1));
    }

    @Override
    public GpioChip chip() {
      return chip;
    }

    @Override
    public Sensor sensor(SensorSettings settings, Sensor reconnects) {
      return others.sensor(settings, reconnects);
    }

    @Override
    public boolean areSimulated() {
      return false;
    }

    @Override
    public String description() {
      return "parts of which the pins are watched";
    }

    @Override
    public void close() {
      chip.close();
    }
  }
}
