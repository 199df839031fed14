package hearth.broker.journal;

/** The kinds of records of the broker's journal; numbers are never used for another meaning. */
enum RecordType {
  /** A session is there: number, Client Identifier, user, expiry, when it was left. */
  SESSION(1),
  SESSION_ENDED(2),
  SUBSCRIBED(3),
  UNSUBSCRIBED(4),
  /** A message with what follows from it: retained, queued for sessions, received at QoS 2. */
  MESSAGE(5),
  /** One more session has queued a message that is here already. */
  QUEUED(6),
  /** A queued QoS 2 message is in flight under its Packet Identifier. */
  SENT(7),
  /** Its PUBREC has come. */
  RECEIVED(8),
  /** A queued message has left its session. */
  FINISHED(9),
  /** QoS 2 messages of a client that are here and not released. */
  INBOUND(10),
  RELEASED(11),
  RETAINED_REMOVED(12),
  WILL(13),
  WILL_REMOVED(14),
  /** Says nothing: whether the disk takes records again is found out by it. */
  PROBE(15),
  /** Messages of a queue are on a page beside the journal. */
  PAGED(16),
  /** All messages of a page have left their session. */
  PAGE_ENDED(17);

  private static final RecordType[] BY_NUMBER = new RecordType[256];

  static {
    for (RecordType type : values()) {
      BY_NUMBER[type.number] = type;
    }
  }

  private final int number;

  RecordType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** The type of a number, or null where there is none. */
  static RecordType of(int number) {
    return BY_NUMBER[number & 0xFF];
  }
}
