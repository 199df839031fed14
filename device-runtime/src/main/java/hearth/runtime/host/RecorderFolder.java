package hearth.runtime.host;

import hearth.broker.Broker;
import hearth.broker.recorder.Recorder;
import hearth.broker.recorder.RecorderSettings;
import hearth.drivers.kernel.MountedFiles;
import hearth.io.file.DirectoryFolders;
import hearth.io.loop.EventLoop;
import hearth.io.loop.OnDemandThread;
import hearth.runtime.config.RecorderSection;
import hearth.runtime.hardware.ClockState;
import java.time.Duration;
import java.time.ZoneId;
import java.util.random.RandomGenerator;

/** Opens the broker's recorder, with the one thread that writes and reads it. */
final class RecorderFolder {
  /** It comes for a commit each five minutes: an idle broker has one less. */
  private static final Duration THREAD_STAYS = Duration.ofSeconds(5);

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
            ZoneId::systemDefault,
            defaults.log());
    ClockState clock = new ClockState(MountedFiles.ofMachine());
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
                    () -> clock.isBelievable(loop.clock()),
                    account));
    recorder.open();
    return recorder;
  }
}
