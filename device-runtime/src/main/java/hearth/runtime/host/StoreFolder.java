package hearth.runtime.host;

import hearth.broker.Store;
import hearth.broker.journal.DurabilityRules;
import hearth.io.file.DirectoryDisk;
import hearth.io.file.NewerVersionException;
import hearth.io.loop.EventLoop;
import hearth.io.loop.OnDemandThread;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.StoreSettings;
import hearth.runtime.config.StoreSettings.Durability;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Opens the broker's store, with the one thread that writes it. */
final class StoreFolder {
  /** How long the thread stays when there is nothing to write: an idle broker has one less. */
  private static final Duration THREAD_STAYS = Duration.ofSeconds(30);

  /**
   * Messages that wait take so much memory at the most, and an eighth of what there is; all others
   * wait on disk. However large the memory is, so that the store opens with less of it, too.
   */
  private static final long MAX_QUEUE_MEMORY = 16L << 20;

  private StoreFolder() {}

  /**
   * Opens the store.
   *
   * @param never topics that are never written: what was said on them is not true after a restart
   * @throws CommandFailure where it cannot be had, saying why and what to do
   */
  static Store open(StoreSettings settings, EventLoop loop, List<TopicName> never)
      throws CommandFailure {
    try {
      return Store.open(
          new DirectoryDisk(settings.folder()),
          loop,
          new OnDemandThread("hearth-journal", THREAD_STAYS, Integer.MAX_VALUE),
          new LazySecureRandom()::nextLong,
          rules(settings, never),
          settings.retainedFlush().toNanos(),
          new OnDemandThread("hearth-pages", THREAD_STAYS, Integer.MAX_VALUE),
          Math.min(MAX_QUEUE_MEMORY, Runtime.getRuntime().maxMemory() / 8));
    } catch (NewerVersionException e) {
      throw new CommandFailure(
          "the store in "
              + settings.folder()
              + " was written by a newer version of Hearth ("
              + e.getMessage()
              + "); nothing in it was changed. Install that version again, or name another folder"
              + " under 'store:'",
          e);
    } catch (IOException e) {
      throw new CommandFailure(
          "the store in "
              + settings.folder()
              + " cannot be opened: "
              + e.getMessage()
              + "; see that the folder belongs to the user that runs Hearth, and that no other"
              + " Hearth uses it",
          e);
    }
  }

  private static DurabilityRules rules(StoreSettings settings, List<TopicName> never) {
    Stream<DurabilityRules.Rule> own =
        never.stream()
            .map(topic -> TopicFilter.of(topic.toString()))
            .map(topic -> new DurabilityRules.Rule(topic, DurabilityRules.Mode.OFF));
    Stream<DurabilityRules.Rule> exceptions =
        settings.exceptions().stream()
            .map(each -> new DurabilityRules.Rule(each.topics(), mode(each.durability())));
    return new DurabilityRules(
        Stream.concat(own, exceptions).toList(), mode(settings.durability()));
  }

  private static DurabilityRules.Mode mode(Durability durability) {
    return switch (durability) {
      case ALWAYS -> DurabilityRules.Mode.ALWAYS;
      case INTERVAL -> DurabilityRules.Mode.INTERVAL;
      case OFF -> DurabilityRules.Mode.OFF;
    };
  }
}
