package hearth.broker.journal;

import hearth.broker.message.Message;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscription;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A session as the journal's records tell of it; its entries in the order of its queue. */
final class StoredSession {
  /** A message in its queue or in flight to it. */
  static final class Entry {
    Message message;
    QoS qos;
    boolean retain;
    int[] subscriptionIdentifiers;

    /** Null where it came by no Shared Subscription. */
    String sharedFilter;

    /** One of {@link RecordWriter}'s. */
    int state;

    int packetIdentifier;
  }

  /** A subscription with its Subscription Identifier. */
  record Subscribed(Subscription options, int identifier) {}

  /** Null where its own record is damaged. */
  String clientIdentifier;

  String userName;
  long expiryInterval;
  long leftAt;
  final Map<String, Subscribed> subscriptions = new LinkedHashMap<>();
  final TreeMap<Long, Entry> entries = new TreeMap<>();
  final Set<Integer> inbound = new HashSet<>();
}
