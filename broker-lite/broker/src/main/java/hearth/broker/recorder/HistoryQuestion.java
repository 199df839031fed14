package hearth.broker.recorder;

import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;

/**
 * A question with all that the worker needs to answer it.
 *
 * @param series under which its records stand, unless a folder says otherwise
 * @param kind as far as it is recorded now, else null
 * @param unsaved what is not on disk for certain
 */
record HistoryQuestion(
    String topic,
    int series,
    SeriesKind kind,
    String unit,
    HistoryRange range,
    HistoryRange.Source source,
    Supplier<ZoneId> zone,
    List<RecorderLog.Unsaved> unsaved) {}
