package hearth.broker.session;

import hearth.broker.message.Message;
import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.packet.QoS;

/** A message of QoS 1 or 2 for one session: waiting in its queue, or sent and not yet completed. */
public final class OutgoingMessage {
  private static final int OVERHEAD = 64;

  private final Message message;
  private final QoS qos;
  private final boolean retain;
  private final SubscriptionIdentifiers subscriptionIdentifiers;
  private final SharedSubscription shared;

  /** Of two bytes, as on the wire: so many of these wait that each byte counts. */
  private char packetIdentifier;

  private long number;

  /** On which its PUBREL waits for the disk; null while none does. */
  private ClientConnection releasedOn;

  /** Whether a newer one of its topic is to be sent in its place. */
  private boolean superseded;

  /** The page on disk that it came back from; its last message to leave ends it. */
  private QueuedPage page;

  /**
   * @param retain the RETAIN flag with which it is sent
   * @param subscriptionIdentifiers null where there are none
   * @param shared the Shared Subscription it was chosen from, or null
   */
  public OutgoingMessage(
      Message message,
      QoS qos,
      boolean retain,
      SubscriptionIdentifiers subscriptionIdentifiers,
      SharedSubscription shared) {
    this.message = message;
    this.qos = qos;
    this.retain = retain;
    this.subscriptionIdentifiers = subscriptionIdentifiers;
    this.shared = shared;
  }

  public Message message() {
    return message;
  }

  public QoS qos() {
    return qos;
  }

  public boolean retain() {
    return retain;
  }

  public SubscriptionIdentifiers subscriptionIdentifiers() {
    return subscriptionIdentifiers;
  }

  public SharedSubscription shared() {
    return shared;
  }

  /** 0 while it waits in the queue. */
  public int packetIdentifier() {
    return packetIdentifier;
  }

  public void packetIdentifier(int identifier) {
    packetIdentifier = (char) identifier;
  }

  /**
   * The journal's number of this place in the queue; rises along the queue, 0 where it has none.
   */
  public long number() {
    return number;
  }

  public void number(long number) {
    this.number = number;
  }

  /** The connection on which its PUBREL waits for the disk, or null. */
  ClientConnection releasedOn() {
    return releasedOn;
  }

  void releasedOn(ClientConnection connection) {
    releasedOn = connection;
  }

  boolean isSuperseded() {
    return superseded;
  }

  void supersede() {
    superseded = true;
  }

  /** The page on disk that it has come back from, or null. */
  public QueuedPage page() {
    return page;
  }

  public void page(QueuedPage page) {
    this.page = page;
  }

  /** Whether the journal has all there is to know of it, so that a page may stand for it. */
  boolean canBeSetDown() {
    return number != 0 && shared == null && page == null && packetIdentifier == 0;
  }

  /** What it takes beside the message itself, in bytes. */
  int head() {
    return OVERHEAD + (subscriptionIdentifiers == null ? 0 : subscriptionIdentifiers.memory());
  }

  /** What the limits of a queue count, in bytes; a message in several queues counts in each. */
  public int memory() {
    return message.memory() + head();
  }
}
