package hearth.io.file;

/** How much a record may cost and how much of it may be lost. */
public enum Durability {
  /** Forced to disk at once, with all before it; lost by nothing once the completion says so. */
  FORCED,
  /**
   * Forced within the log's interval; what is younger is lost by a kill or a power cut. Its
   * completion comes that late.
   */
  INTERVAL,
  /**
   * Written within the log's interval and never forced for its own sake; a power cut loses what the
   * operating system had not written of its own accord, usually some thirty seconds.
   */
  UNFORCED
}
