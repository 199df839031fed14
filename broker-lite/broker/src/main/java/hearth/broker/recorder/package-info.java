/**
 * What was: readings, states and who caused them, kept for a year. Series are fed on the loop,
 * commits and questions go to one worker.
 *
 * <pre>
 *   routing ─► Recorder ─► Series ─► RecorderLog ─► AppendLog        loop
 *                 │                                    │
 *                 └─ HistoryQuery ─► HistoryReader ◄───┘ files       worker
 * </pre>
 */
package hearth.broker.recorder;
