package hearth.broker.recorder;

import hearth.broker.account.Account;
import hearth.broker.account.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tinylog.Logger;

/** The series there are, by topic and by number. On the loop's thread. */
final class SeriesTable {
  private final int max;
  private final Account account;
  private final Map<String, Series> byTopic = new LinkedHashMap<>();

  /** Topics of numbers, those of folders included that nobody publishes to any more. */
  private final Map<Integer, String> owners = new HashMap<>();

  private long bytes;
  private boolean fullTold;

  SeriesTable(int max, Account account) {
    this.max = max;
    this.account = account;
  }

  Collection<Series> all() {
    return byTopic.values();
  }

  Series get(String topic) {
    return byTopic.get(topic);
  }

  /** The series of a topic, made where there is none; null where there are too many. */
  Series find(String topic, SeriesKind kind, String unit) {
    Series found = byTopic.get(topic);
    if (found != null) {
      found.describe(kind, unit);
      return found;
    }
    if (!hasRoom(topic)) {
      return null;
    }
    Series made = new Series(topic, kind, unit, number(topic));
    account.charge(Kind.RECORDED, Series.memory(topic));
    bytes += Series.memory(topic);
    byTopic.put(topic, made);
    return made;
  }

  private boolean hasRoom(String topic) {
    String full =
        byTopic.size() >= max
            ? max + " topics are recorded, and no more are allowed (recorder: series)"
            : account.whyNot(Kind.RECORDED, Series.memory(topic));
    if (full != null && !fullTold) {
      fullTold = true;
      Logger.warn("'{}' is not recorded: {}", topic, full);
    }
    return full == null;
  }

  /** That of the topic itself, or where another has it, the next that is free. */
  private int number(String topic) {
    int number = Series.numberOf(topic);
    while (!topic.equals(owners.computeIfAbsent(number, any -> topic))) {
      number++;
    }
    return number;
  }

  /** Names that stand in the folders: they keep their numbers. */
  void known(Collection<Records.Name> names) {
    Map<String, Records.Name> byName = new HashMap<>();
    for (Records.Name name : names) {
      owners.put(name.series(), name.topic());
      byName.put(name.topic(), name);
    }
    for (Series each : byTopic.values()) {
      Records.Name name = byName.get(each.topic());
      if (name != null && name.series() != each.number()) {
        each.number(name.series());
      } else if (!each.topic().equals(owners.get(each.number()))) {
        each.number(number(each.topic()));
      }
      if (name != null && name.digits() != Decimal.RAW && each.digits() != Decimal.RAW) {
        each.digits(Math.max(each.digits(), name.digits()));
      }
    }
  }

  /** The number under which a topic's records stand, whether it is recorded now or not. */
  int numberOf(String topic) {
    Series series = byTopic.get(topic);
    return series == null ? Series.numberOf(topic) : series.number();
  }

  /** A record of all names; without content where there are none. */
  byte[] names() {
    Varints record = new Varints(256);
    byTopic.values().forEach(series -> series.name().writeTo(record));
    return record.toBytes();
  }

  /** A record of the names that not both logs have yet; from now on they count as written. */
  byte[] takeUnnamed() {
    Varints record = new Varints(256);
    for (Series series : byTopic.values()) {
      if (!series.isNamed()) {
        series.name().writeTo(record);
        series.named(true);
      }
    }
    return record.toBytes();
  }

  /** All names are to be written to both logs. */
  void forgetNamed() {
    byTopic.values().forEach(series -> series.named(false));
  }

  /** Bytes that the series take, about. */
  long memory() {
    return bytes;
  }
}
