package hearth.runtime.host;

import hearth.broker.Broker;
import hearth.broker.RefusalLog;
import hearth.broker.Store;
import hearth.broker.bridge.BridgeStatus;
import hearth.broker.session.Statistics;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.system.CardWear;
import hearth.io.loop.Clock;
import hearth.runtime.fleet.Health;
import hearth.runtime.hardware.ClockState;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Looks how it is with this program and its machine. Cheap; on the loop's thread. */
final class HealthSource implements Supplier<Health> {
  private final Clock clock;
  private final KernelFiles files;
  private final ClockState clockState;
  private final long started;

  private Supplier<Health.Broker> broker = () -> null;
  private Supplier<List<Health.Bridge>> bridges = List::of;
  private Supplier<Health.Disk> disk = () -> null;
  private Supplier<Health.Things> things = () -> null;
  private Supplier<Health.Link> link = () -> null;

  HealthSource(Clock clock, KernelFiles files) {
    this.clock = clock;
    this.files = files;
    this.clockState = new ClockState(files);
    this.started = clock.nanoTime();
  }

  /**
   * There is a broker.
   *
   * @param store null where everything is in memory
   * @param folder where the store is; null without one
   */
  void broker(Broker broker, RefusalLog refusals, Bridges bridges, Store store, Path folder) {
    this.broker = () -> of(broker, refusals);
    this.bridges = () -> bridges.status().stream().map(HealthSource::of).toList();
    if (store != null) {
      this.disk = () -> of(store, folder.toFile());
    }
  }

  /** There is a device. */
  void things(Supplier<Health.Things> things) {
    this.things = things;
  }

  /** Its broker is another's. */
  void link(Supplier<Health.Link> link) {
    this.link = link;
  }

  @Override
  public Health get() {
    CardWear wear = CardWear.of(files);
    return new Health(
        OwnVersion.text(),
        clock.wallTime(),
        clockState.getAsBoolean(),
        Duration.ofNanos(clock.nanoTime() - started),
        broker.get(),
        bridges.get(),
        disk.get(),
        wear == null ? null : new Health.Card(wear.written(), wear.lifeUsedPercent()),
        things.get(),
        link.get(),
        process());
  }

  private Health.Process process() {
    Runtime runtime = Runtime.getRuntime();
    Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    return new Health.Process(cpu, residentBytes(), runtime.totalMemory() - runtime.freeMemory());
  }

  /** As proc(5) has it: {@code VmRSS: 123456 kB}. */
  private long residentBytes() {
    try {
      return files
          .read("/proc/self/status")
          .lines()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  private static Health.Broker of(Broker broker, RefusalLog refusals) {
    Statistics statistics = broker.statistics();
    return new Health.Broker(
        statistics.connections,
        broker.sessions(),
        broker.subscriptions(),
        broker.retainedMessages(),
        statistics.queuedMessages(),
        broker.memory().bytes(),
        statistics.publishesReceived,
        statistics.publishesSent,
        statistics.publishesDropped + statistics.retainedRefused,
        statistics.publishesExpired,
        statistics.bytesReceived,
        statistics.bytesSent,
        statistics.connectionsAccepted,
        refusals.total());
  }

  private static Health.Bridge of(BridgeStatus bridge) {
    return new Health.Bridge(
        bridge.name(),
        bridge.isUp(),
        bridge.queued(),
        bridge.queuedBytes(),
        bridge.sent(),
        bridge.received(),
        bridge.dropped(),
        bridge.refused(),
        bridge.setAside(),
        bridge.ignored());
  }

  private static Health.Disk of(Store store, File folder) {
    return new Health.Disk(
        folder.getUsableSpace(),
        folder.getTotalSpace(),
        store.bytes(),
        store.written(),
        store.writtenToday(),
        store.alert());
  }
}
