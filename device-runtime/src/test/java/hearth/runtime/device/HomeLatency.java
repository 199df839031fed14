package hearth.runtime.device;

import hearth.client.Backoff;
import hearth.client.Message;
import hearth.client.MqttClient;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.pin.GpioChip;
import hearth.drivers.pin.Level;
import hearth.drivers.pin.SimulatedChip;
import hearth.drivers.pin.SimulatedChip.Transition;
import hearth.drivers.sensor.Sensor;
import hearth.io.loop.SelectorLoop;
import hearth.io.loop.SystemClock;
import hearth.protocol.packet.QoS;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.discovery.DeviceInfo;
import hearth.runtime.hardware.Hardware;
import hearth.runtime.hardware.HardwareThread;
import hearth.runtime.hardware.StatesFile;
import hearth.runtime.history.History;
import hearth.runtime.thing.PinThread;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * How long a pin takes: from a button to the light, without a broker; and with the port of a broker
 * as its argument, from a phone's PUBLISH to the light. On real threads and clocks; the pins are
 * simulated, and remember when they moved. {@code broker-lite/bench/home} runs it.
 */
public final class HomeLatency {
  private static final int WARM_UP = 300;
  private static final int TIMES = 500;
  private static final int LIGHT = 17;
  private static final int BUTTON = 22;
  private static final String HOME =
      """
      device: {topic: home}
      mqtt: {broker: '127.0.0.1:%d'}
      lights: [{name: light, pin: 17}]
      buttons: [{name: button, pin: 22, debounce: 0s, on_press: toggle light}]
      """;

  private final SimulatedChip chip = SimulatedChip.likeRaspberryPi(System::nanoTime);
  private final Random random = new Random(1);

  private HomeLatency() {}

  public static void main(String[] words) throws Exception {
    int port = words.length > 0 ? Integer.parseInt(words[0]) : 1;
    HomeLatency latency = new HomeLatency();
    latency.startDevice(port);
    print("button to pin, no broker", latency.measure(i -> latency.press()));
    if (words.length > 0) {
      try (MqttClient phone = MqttClient.builder().server("127.0.0.1", port).build()) {
        phone.connect().get();
        Message toggle = Message.of("home/light/set", "TOGGLE").atQos(QoS.AT_MOST_ONCE);
        print("PUBLISH to pin", latency.measure(i -> phone.publish(toggle)));
      }
    }
    System.exit(0);
  }

  private void startDevice(int port) throws Exception {
    SelectorLoop loop = new SelectorLoop(new SystemClock(), Throwable::printStackTrace);
    Configuration home = Configuration.parse("bench", HOME.formatted(port), Path.of("."));
    Hardware parts = new ChipOnly();
    Device device =
        new Device(
            home,
            parts,
            StatesFile.none(),
            new PinThread(new HardwareThread("hearth-pins"), parts, loop),
            loop,
            History.none(loop.clock()),
            suffix ->
                MqttClient.builder()
                    .loop(loop)
                    .server("127.0.0.1", port)
                    .clientIdentifier("device" + suffix)
                    .reconnect(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8), random)),
            false,
            new DeviceInfo("bench", "", "", ""),
            random);
    loop.execute(device::start);
    Thread turns = new Thread(loop::run, "main loop");
    turns.setDaemon(true);
    turns.start();
    Thread.sleep(3000);
  }

  private void press() {
    chip.driveFromOutside(BUTTON, Level.LOW);
  }

  /** Nanoseconds from each act to the light's change, sorted. */
  private List<Long> measure(IntConsumer act) throws InterruptedException {
    List<Long> taken = new ArrayList<>();
    for (int i = 0; i < WARM_UP + TIMES; i++) {
      Level before = chip.level(LIGHT);
      long start = System.nanoTime();
      act.accept(i);
      while (chip.level(LIGHT) == before) {
        Thread.onSpinWait();
        if (System.nanoTime() - start > 10_000_000_000L) {
          throw new AssertionError("the light does not change");
        }
      }
      List<Transition> moves = chip.transitions(LIGHT);
      if (i >= WARM_UP) {
        taken.add(moves.get(moves.size() - 1).nanoTime() - start);
      }
      chip.driveFromOutside(BUTTON, Level.HIGH);
      Thread.sleep(5 + random.nextInt(10));
    }
    return taken.stream().sorted().toList();
  }

  private static void print(String what, List<Long> sorted) {
    System.out.printf(
        "%s: p50 %d µs, p99 %d µs, longest %d µs%n",
        what,
        sorted.get(TIMES / 2) / 1000,
        sorted.get(TIMES * 99 / 100) / 1000,
        sorted.get(TIMES - 1) / 1000);
  }

  private final class ChipOnly implements Hardware {
    @Override
    public GpioChip chip() {
      return chip;
    }

    @Override
    public KernelFiles pwm() {
      throw new AssertionError("nothing is dimmed here");
    }

    @Override
    public Sensor sensor(SensorSettings settings, Sensor reconnects) {
      throw new AssertionError("nothing is measured here");
    }

    @Override
    public boolean areSimulated() {
      return false;
    }

    @Override
    public String description() {
      return "a bench";
    }

    @Override
    public void close() {
      chip.close();
    }
  }
}
