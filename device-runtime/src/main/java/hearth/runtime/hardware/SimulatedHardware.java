package hearth.runtime.hardware;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.onewire.OneWire;
import hearth.drivers.pin.GpioChip;
import hearth.drivers.pin.SimulatedChip;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.simulated.SimulatedClimate;
import hearth.drivers.simulated.SimulatedFiles;
import hearth.drivers.simulated.SimulatedPwmChip;
import hearth.io.loop.Clock;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.config.SensorSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Parts without hardware: a day in a living room, and a chip that remembers. */
final class SimulatedHardware implements Hardware {
  private static final double MEAN_CELSIUS = 21;
  private static final double SWING_KELVIN = 1.5;

  private final KernelFiles files;
  private final Clock clock;
  private final Executor sensorThread;
  private final RandomGenerator random;
  private final GpioChip chip;
  private final SimulatedFiles pwm = new SimulatedFiles();

  SimulatedHardware(KernelFiles files, Clock clock, Executor sensorThread, RandomGenerator random) {
    this.files = files;
    this.clock = clock;
    this.sensorThread = sensorThread;
    this.random = random;
    this.chip = SimulatedChip.likeRaspberryPi(clock::nanoTime);
    new SimulatedPwmChip(pwm, 0, 2, "/soc/pwm@7e20c000");
  }

  @Override
  public GpioChip chip() {
    return chip;
  }

  @Override
  public KernelFiles pwm() {
    return pwm;
  }

  /** The machine itself is there everywhere; all else has the values of a room. */
  @Override
  public Sensor sensor(SensorSettings settings, Sensor reconnects) {
    SensorSource source = settings.source();
    return source.isOfTheMachine()
        ? source.open(machine(reconnects))
        : SimulatedClimate.of(
            source.quantities(),
            MEAN_CELSIUS,
            SWING_KELVIN,
            () -> LocalTime.ofInstant(clock.wallTime(), ZoneId.systemDefault()),
            clock::nanoTime,
            random);
  }

  private MachineSensors machine(Sensor reconnects) {
    return new MachineSensors(
        files,
        clock::nanoTime,
        new OneWire(files, clock::nanoTime),
        pin -> {
          throw new IllegalStateException("GPIO" + pin + " is simulated");
        },
        sensorThread,
        reconnects);
  }

  @Override
  public boolean isClockSet() {
    return new ClockState(files).isBelievable(clock);
  }

  @Override
  public boolean areSimulated() {
    return true;
  }

  @Override
  public String description() {
    return "simulated pins and sensors";
  }

  @Override
  public void close() {
    chip.close();
  }
}
