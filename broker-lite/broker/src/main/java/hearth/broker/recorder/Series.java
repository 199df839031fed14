package hearth.broker.recorder;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * What is recorded of one topic: what has come since the last commit, and the rows of this hour.
 */
final class Series {
  /** With the first readings and rows, about, in bytes; the name comes to it. */
  static final int MEMORY = 1500;

  private final String topic;

  /** Null where that is the topic itself. */
  private String source;

  private SeriesKind kind;
  private String unit;
  private int number;
  private int digits;
  private boolean isNamed;

  /** Late readings stand in records of their own, so that the others keep to their time. */
  private final Readings readings = new Readings();

  private Row[] slots;

  /** The last state, or "" while nothing is known. Of numbers: "" or "?" for something. */
  private String state = "";

  private long lastTime = Long.MIN_VALUE;

  /** What it has had recorded today. */
  private int bytesOfDay;

  /** Who caused a state that is still to come, or has just come. */
  private String cause = "";

  private String causedState = "";

  /** Who sent the last command, and when. */
  private String commander = "";

  private long commandedAt;

  Series(String topic, SeriesKind kind, String unit, int number) {
    this.topic = topic;
    this.kind = kind;
    this.unit = unit;
    this.number = number;
  }

  /**
   * The same for a topic whenever it is asked for, so that records are true without their names.
   */
  static int numberOf(String topic) {
    CRC32C crc = new CRC32C();
    crc.update(topic.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }

  static int memory(String topic) {
    return MEMORY + 2 * topic.length();
  }

  /** The topic whose messages it records. */
  String source() {
    return source == null ? topic : source;
  }

  void source(String topicOfMessages) {
    source = topicOfMessages;
  }

  String topic() {
    return topic;
  }

  SeriesKind kind() {
    return kind;
  }

  String unit() {
    return unit;
  }

  int number() {
    return number;
  }

  /** It announces itself otherwise than before. */
  void describe(SeriesKind newKind, String newUnit) {
    if (kind != newKind || !unit.equals(newUnit)) {
      kind = newKind;
      unit = newUnit;
      isNamed = false;
    }
  }

  void number(int other) {
    number = other;
    isNamed = false;
  }

  int digits() {
    return digits;
  }

  void digits(int max) {
    digits = max;
  }

  boolean isNamed() {
    return isNamed;
  }

  void named(boolean named) {
    isNamed = named;
  }

  Records.Name name() {
    return new Records.Name(number, kind, digits, topic, unit);
  }

  Readings readings() {
    return readings;
  }

  String state() {
    return state;
  }

  void state(String now) {
    state = now;
  }

  long lastTime() {
    return lastTime;
  }

  void lastTime(long time) {
    lastTime = time;
  }

  int bytesOfDay() {
    return bytesOfDay;
  }

  void recorded(int bytes) {
    bytesOfDay += bytes;
  }

  void beginDay() {
    bytesOfDay = 0;
  }

  String cause() {
    return cause;
  }

  /** Whether somebody has said who caused this state. */
  boolean isCaused(String newState) {
    return !cause.isEmpty() && causedState.equals(newState);
  }

  void cause(String by, String newState) {
    cause = by;
    causedState = newState;
  }

  void commanded(String by, long nanos) {
    commander = by;
    commandedAt = nanos;
  }

  /** Who sent a command since then; empty for nobody. */
  String commandedSince(long nanos) {
    return commandedAt - nanos >= 0 ? commander : "";
  }

  /** The rows of the hour that is open; null where nothing came in it. */
  Row[] slots() {
    return slots;
  }

  void dropSlots() {
    slots = null;
  }

  /** The row of a time of the open hour. */
  Row slot(long millis) {
    if (slots == null) {
      slots = new Row[Rows.SLOTS];
    }
    int slot = (int) (Math.floorMod(millis, Records.HOUR_MILLIS) / Records.FIVE_MINUTES_MILLIS);
    if (slots[slot] == null) {
      slots[slot] = new Row();
    }
    return slots[slot];
  }
}
