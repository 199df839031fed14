package hearth.client;

/** Which message a full outbound queue drops. Every drop is reported. */
public enum OverflowPolicy {
  /** The one that has waited longest goes: the newest readings are worth most. */
  DROP_OLDEST,
  /** The one that is just being published goes: what was promised first is kept. */
  DROP_NEWEST
}
