package hearth.broker.recorder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads what was, to answer one question. On the worker. */
final class HistoryReader {
  /** A light that flickers has no more than this in an answer: the last of them. */
  static final int MAX_CHANGES = 1000;

  private final HistoryQuestion question;
  private final HistoryRange range;
  private final HistoryRange.Source source;
  private final RecorderFiles files;

  /** By the steps of the source. */
  private final Row[] rows;

  private final long rowMillis;
  private final List<Records.Change> changes = new ArrayList<>();
  private final Repeated repeated = new Repeated();
  private Records.Change before;
  private int series;
  private int digits;
  private SeriesKind kind;
  private String unit;

  HistoryReader(HistoryQuestion question, RecorderFiles files) {
    this.question = question;
    this.range = question.range();
    this.source = question.source();
    this.files = files;
    this.kind = question.kind();
    this.unit = question.unit();
    this.rowMillis =
        switch (source) {
          case READINGS -> range.step();
          case FIVE_MINUTES -> Records.FIVE_MINUTES_MILLIS;
          case HOURS -> Records.HOUR_MILLIS;
        };
    this.rows = new Row[(int) ((range.to() - range.from() + rowMillis - 1) / rowMillis)];
  }

  HistoryAnswer read() throws IOException {
    Visitor visitor = new Visitor();
    for (Folder.Part part : Folder.Part.values()) {
      if (part == Folder.Part.MEANS || source == HistoryRange.Source.READINGS) {
        series = question.series();
        files.read(part, range.from(), visitor);
      }
    }
    if (before == null && kind == SeriesKind.STATE) {
      readEarlierStates(visitor);
    }
    series = question.series();
    for (RecorderLog.Unsaved each : question.unsaved()) {
      ByteBuffer payload = ByteBuffer.wrap(each.payload);
      boolean isNames = each.type == Records.NAMES;
      if (visitor.wants(
          each.type, isNames ? 0 : payload.getLong(0), isNames ? 0 : payload.getLong(8))) {
        RecorderFiles.pass(visitor, each.type, payload);
      }
    }
    changes.sort(Comparator.comparingLong(Records.Change::time));
    return new HistoryAnswer(question, kind, unit, digits, rows, rowMillis, before, changes);
  }

  /** Where a state has lasted for long, it began in a folder from before. */
  private void readEarlierStates(Visitor visitor) throws IOException {
    List<Folder> earlier = files.all(Folder.Part.MEANS);
    for (int i = earlier.size() - 1; i >= 0 && before == null; i--) {
      if (earlier.get(i).from() < range.from()) {
        series = question.series();
        files.read(earlier.get(i), visitor);
      }
    }
  }

  private final class Visitor implements RecorderFiles.Visitor {
    @Override
    public boolean wants(int type, long from, long to) {
      return switch (type) {
        case Records.NAMES -> true;
        case Records.CHANGES -> from < range.to();
        case Records.READINGS ->
            source == HistoryRange.Source.READINGS && from < range.to() && to >= range.from();
        case Records.FIVE_MINUTES ->
            source == HistoryRange.Source.FIVE_MINUTES && from < range.to() && to >= range.from();
        case Records.HOURS ->
            source == HistoryRange.Source.HOURS && from < range.to() && to >= range.from();
        default -> false;
      };
    }

    @Override
    public void record(int type, ByteBuffer payload) {
      if (type == Records.NAMES) {
        names(payload);
        return;
      }
      boolean mayRepeat = type == Records.READINGS || type == Records.CHANGES;
      if (mayRepeat && repeated.wasSeen(payload)) {
        return;
      }
      long from = payload.getLong();
      payload.getLong();
      while (payload.hasRemaining()) {
        switch (type) {
          case Records.CHANGES -> change(Records.Change.read(payload, from));
          case Records.READINGS -> readings(payload, from);
          default -> rows(payload, from);
        }
      }
    }
  }

  private void names(ByteBuffer payload) {
    while (payload.hasRemaining()) {
      Records.Name name = Records.Name.read(payload);
      if (name.topic().equals(question.topic())) {
        series = name.series();
        kind = question.kind() == null ? name.kind() : kind;
        unit = question.kind() == null ? name.unit() : unit;
      }
    }
  }

  private void change(Records.Change change) {
    if (change.series() != series || change.time() >= range.to()) {
      return;
    }
    if (change.time() < range.from()) {
      before = before == null || change.time() >= before.time() ? change : before;
    } else {
      changes.add(change);
      if (changes.size() > 2 * MAX_CHANGES) {
        changes.sort(Comparator.comparingLong(Records.Change::time));
        changes.subList(0, MAX_CHANGES).clear();
      }
    }
  }

  private void readings(ByteBuffer payload, long from) {
    if (payload.getInt() == series) {
      Readings.read(payload, from, this::add);
    } else {
      Readings.skip(payload);
    }
  }

  private void add(long time, double value, int itsDigits) {
    digits = Math.max(digits, itsDigits);
    if (time >= range.from() && time < range.to()) {
      int index = (int) ((time - range.from()) / rowMillis);
      if (rows[index] == null) {
        rows[index] = new Row();
      }
      rows[index].add(time, value);
    }
  }

  private void rows(ByteBuffer payload, long from) {
    int of = payload.getInt();
    int itsDigits = Decimal.digits(payload);
    if (of != series) {
      Rows.skip(payload);
      return;
    }
    digits = Math.max(digits, itsDigits);
    Rows.read(
        payload,
        itsDigits,
        from,
        rowMillis,
        (slot, row, d) -> {
          long start = from + slot * rowMillis;
          if (start >= range.from() && start < range.to()) {
            // One that was mended stands behind the one that it replaces.
            rows[(int) ((start - range.from()) / rowMillis)] = row;
          }
        });
  }
}
