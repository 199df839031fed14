package hearth.runtime.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How it is with a Hearth at one moment. What is not there, or not known, is null.
 *
 * @param time of the wall clock
 * @param clockIsSet whether a time server has set that clock since the machine was started
 * @param broker null where the broker is another's
 * @param disk where what must survive is kept; null where nothing is
 * @param card what the whole machine writes to
 * @param things null where there is no device
 * @param link of a device whose broker is another's; null where there is none
 * @param process null where the machine does not tell
 */
public record Health(
    String version,
    Instant time,
    boolean clockIsSet,
    Duration uptime,
    Broker broker,
    List<Bridge> bridges,
    Disk disk,
    Card card,
    Things things,
    Link link,
    Process process) {

  /**
   * The broker, since its start.
   *
   * @param clients that are connected
   * @param sessions those of clients that are away included
   * @param queued messages that wait for clients and bridges
   * @param heldBytes that are held for clients
   * @param dropped messages that somebody did not get, or that were not retained
   * @param expired messages
   * @param refused what clients asked for and did not get: to connect, to publish, to subscribe
   */
  public record Broker(
      long clients,
      long sessions,
      long subscriptions,
      long retained,
      long queued,
      long heldBytes,
      long received,
      long sent,
      long dropped,
      long expired,
      long receivedBytes,
      long sentBytes,
      long connections,
      long refused) {}

  /**
   * A bridge, since the start.
   *
   * @param isUp whether all of it is connected
   * @param queued messages that are to leave
   * @param refused by the other side
   * @param setAside since the other side closes on them, or takes none so large
   * @param ignored that had come by a bridge already, and old commands
   */
  public record Bridge(
      String name,
      boolean isUp,
      long queued,
      long queuedBytes,
      long sent,
      long received,
      long dropped,
      long refused,
      long setAside,
      long ignored) {}

  /**
   * A file system.
   *
   * @param freeBytes for an ordinary account
   * @param storeBytes that the store takes
   * @param written bytes, by the store since the start
   * @param writtenToday bytes, by the store
   * @param alert what is wrong with it; empty where nothing is
   */
  public record Disk(
      long freeBytes,
      long sizeBytes,
      long storeBytes,
      long written,
      long writtenToday,
      String alert) {}

  /**
   * The card that the machine stands on.
   *
   * @param written bytes, by all programs since the machine was started
   * @param lifeUsedPercent by its own estimate, in tens; null where it makes none, as SD cards
   */
  public record Card(long written, Integer lifeUsedPercent) {}

  /**
   * What the device has.
   *
   * @param offline names of those that do not work
   */
  public record Things(int count, List<String> offline) {}

  /**
   * The device's connection to its broker.
   *
   * @param reconnects how often it was lost and found again since the start
   */
  public record Link(boolean isUp, int reconnects) {}

  /**
   * The program.
   *
   * @param cpu that it has used
   * @param heapBytes in use, what is needed no more included
   */
  public record Process(Duration cpu, long residentBytes, long heapBytes) {}

  /** Whether all bridges are connected. */
  public boolean isLinked() {
    return bridges.stream().allMatch(Bridge::isUp);
  }
}
