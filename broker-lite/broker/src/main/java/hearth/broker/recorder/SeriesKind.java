package hearth.broker.recorder;

/** What a series is made of. The order is that of the records. */
public enum SeriesKind {
  /** Numbers that go up and down. */
  READING,
  /** Numbers that rise until they begin anew, such as energy: differences are what matters. */
  COUNTER,
  /** Words, such as ON and OFF. */
  STATE
}
