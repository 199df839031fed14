package hearth.runtime.host;

import hearth.broker.Broker;
import hearth.broker.recorder.Recorder;
import hearth.broker.recorder.RecorderSettings;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.kernel.MountedFiles;
import hearth.io.file.DirectoryFolders;
import hearth.io.loop.EventLoop;
import hearth.io.loop.OnDemandThread;
import hearth.runtime.config.RecorderSection;
import hearth.runtime.hardware.ClockState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Opens the broker's recorder, with the one thread that writes and reads it. */
final class RecorderFolder {
  /** It comes for a commit each five minutes: an idle broker has one less. */
  private static final Duration THREAD_STAYS = Duration.ofSeconds(5);

  /** Times before this program was made are none. */
  private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

  private RecorderFolder() {}

  static Recorder open(
      RecorderSection section, Broker broker, EventLoop loop, RandomGenerator random) {
    RecorderSettings defaults = RecorderSettings.DEFAULTS;
    RecorderSettings settings =
        new RecorderSettings(
            section.topics(),
            section.commitInterval(),
            section.keep(),
            section.keepMeans(),
            section.series(),
            ZoneId.systemDefault(),
            defaults.log());
    KernelFiles files = MountedFiles.ofMachine();
    Recorder recorder =
        broker.record(
            settings,
            new RecorderPayloads(section.discoveryPrefixes()),
            account ->
                new Recorder(
                    loop,
                    settings,
                    new DirectoryFolders(section.folder()),
                    new OnDemandThread("hearth-recorder", THREAD_STAYS, Integer.MAX_VALUE),
                    random::nextLong,
                    clockState(files, loop),
                    account));
    recorder.open();
    return recorder;
  }

  /**
   * The clock is set where a time server has set it, where it has a battery, and where nobody of
   * this machine's system looks after it.
   */
  private static BooleanSupplier clockState(KernelFiles files, EventLoop loop) {
    BooleanSupplier synchronised = new ClockState(files);
    return () ->
        loop.clock().wallTime().isAfter(EARLIEST)
            && (synchronised.getAsBoolean()
                || hasBattery(files)
                || !files.exists("/run/systemd/timesync"));
  }

  private static boolean hasBattery(KernelFiles files) {
    try {
      String seconds = files.read("/sys/class/rtc/rtc0/since_epoch").strip();
      return Long.parseLong(seconds) > EARLIEST.getEpochSecond();
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }
}
