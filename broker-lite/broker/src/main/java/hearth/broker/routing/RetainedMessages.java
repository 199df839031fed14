package hearth.broker.routing;

import hearth.broker.account.Account;
import hearth.broker.account.Kind;
import hearth.broker.account.Owners;
import hearth.broker.message.Message;
import hearth.protocol.topic.SipHash;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import hearth.protocol.topic.TopicNameMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** The retained message of each topic (3.3.1.3), within limits of count and memory. */
public final class RetainedMessages {
  /** Of a search that is done at once: a large home's messages. */
  private static final int FEW_STEPS = 1024;

  private static final String NAME = "retained messages";

  /** Of the account of a user with its places, about, in bytes. */
  private static final int MEMORY_OF_USER = 400;

  private TopicNameMap<Message> messages;

  /** The same messages by number, for walks in steps; each knows its place. */
  private List<Message> places = new ArrayList<>();

  /** Those that are not at their end. */
  private final List<RetainedWalk> walks = new ArrayList<>();

  private final int limit;
  private final Owners owners;

  /** Of those whose publisher is not known, or the broker. */
  private final Account ofNobody;

  /** By the user who published them. */
  private final Map<String, Account> ofUsers = new HashMap<>();

  /**
   * @param limit most topics
   * @param owners whose limits count
   * @param hash of topics, with a key that clients do not know
   */
  public RetainedMessages(int limit, Owners owners, SipHash hash) {
    this.messages = new TopicNameMap<>(hash);
    this.limit = limit;
    this.owners = owners;
    this.ofNobody = owners.whole().open(NAME);
  }

  /** Whether the message can be kept, or removes one. */
  public boolean hasRoomFor(Message message) {
    if (message.payload().length == 0) {
      return true;
    }
    Message old = messages.get(message.topic());
    return hasRoom(message, old) && (old != null || messages.size() < limit);
  }

  /** All have a limit, and each user a share of it. */
  private boolean hasRoom(Message message, Message old) {
    boolean isOfSame = old != null && Objects.equals(old.publisherUser(), message.publisherUser());
    long ofAccount = hasAccount(message) ? 0 : memoryOfAccount(message);
    long before = old == null ? 0 : memory(old);
    long more = memory(message) + ofAccount - before;
    long moreOfUser = isOfSame ? more : memory(message) + ofAccount;
    return (more <= 0 || owners.whole().hasRoom(Kind.RETAINED, more))
        && (moreOfUser <= 0
            || message.publisherUser() == null
            || owners.look(owner(message)).hasItselfRoom(Kind.RETAINED, moreOfUser));
  }

  private boolean hasAccount(Message message) {
    return message.publisherUser() == null || ofUsers.containsKey(message.publisherUser());
  }

  private static String owner(Message message) {
    String user = message.publisherUser();
    return Owners.called(user.equals(Message.ANONYMOUS) ? null : user, null);
  }

  private static int memory(Message message) {
    return message.memory() + message.memoryOfUser();
  }

  private void hold(Message message) {
    String user = message.publisherUser();
    Account account =
        user == null ? ofNobody : ofUsers.computeIfAbsent(user, name -> open(message));
    account.hold(Kind.RETAINED, message.memoryOfUser(), message);
  }

  private Account open(Message message) {
    Account account = owners.of(owner(message)).open(NAME);
    account.charge(Kind.RETAINED, memoryOfAccount(message));
    return account;
  }

  /** The name of its user stands in it twice. */
  private static int memoryOfAccount(Message message) {
    return MEMORY_OF_USER + 2 * message.memoryOfUser();
  }

  private void letGo(Message message) {
    String user = message.publisherUser();
    Account account = user == null ? ofNobody : ofUsers.get(user);
    account.letGo(Kind.RETAINED, message.memoryOfUser(), message);
    int rest = memoryOfAccount(message);
    if (user != null && account.held(Kind.RETAINED) == rest) {
      ofUsers.remove(user);
      account.release(Kind.RETAINED, rest);
      account.close();
    }
  }

  /**
   * Makes this the retained message of its topic; one without payload only removes what is there
   * [MQTT-3.3.1-6] [MQTT-3.3.1-7].
   *
   * @return whether anything has changed
   */
  public boolean put(Message message) {
    if (message.payload().length == 0) {
      message.replaces(messages.get(message.topic()));
      return remove(message.topic());
    }
    Message old = messages.put(message.topic(), message);
    message.replaces(old);
    if (old != null) {
      takePlace(old);
    }
    message.retainedIndex(places.size());
    places.add(message);
    hold(message);
    return true;
  }

  /** Removes the message of a topic; whether there was one. */
  public boolean remove(TopicName topic) {
    Message old = messages.remove(topic);
    if (old != null) {
      takePlace(old);
    }
    return old != null;
  }

  /** Removes the messages of these topics. */
  public void removeIf(Predicate<TopicName> topics) {
    // From the end: the last, which takes the place of one that goes, was looked at already.
    for (int index = places.size() - 1; index >= 0; index--) {
      TopicName topic = places.get(index).topic();
      if (topics.test(topic)) {
        remove(topic);
      }
    }
  }

  /** Takes over all that another holds, in place of its own and whatever the limits are. */
  public void takeOver(RetainedMessages other) {
    messages = other.messages;
    places = other.places;
    for (Message message : places) {
      other.letGo(message);
      hold(message);
    }
  }

  /** The last one takes the place of one that goes. */
  private void takePlace(Message old) {
    letGo(old);
    Message last = places.remove(places.size() - 1);
    if (last != old) {
      last.retainedIndex(old.retainedIndex());
      places.set(old.retainedIndex(), last);
    }
    for (int i = 0; i < walks.size(); i++) {
      walks.get(i).gone(old.retainedIndex(), places.size());
    }
    old.notRetained();
  }

  /** The message of a topic, or null. */
  public Message get(TopicName topic) {
    return messages.get(topic);
  }

  public int size() {
    return places.size();
  }

  /**
   * The message of a place, 0 to size - 1. A message that is replaced or removed changes places:
   * the last takes its place, new ones come behind the last.
   */
  public Message at(int index) {
    return places.get(index);
  }

  /** Memory of the messages, in bytes. */
  public long bytes() {
    return owners.whole().held(Kind.RETAINED);
  }

  /**
   * The messages that a new subscription is sent; expired ones are removed on the way.
   *
   * @param now nanoseconds of the loop's clock
   * @return null where it would take long to find them: then they are found by {@link #walk}
   */
  List<Message> matching(TopicFilter filter, long now) {
    List<Message> found = new ArrayList<>();
    List<Message> expired = new ArrayList<>();
    boolean isAll =
        messages.forEachMatch(
            filter,
            FEW_STEPS,
            (topic, message) -> (message.isExpired(now) ? expired : found).add(message));
    expired.forEach(message -> remove(message.topic()));
    return isAll ? found : null;
  }

  /** Begins to look through all messages, a few at a time; {@link #ended} ends it. */
  RetainedWalk walk(TopicFilter filter) {
    return begin(filter.matcher());
  }

  /** The same for those of all topics. */
  public RetainedWalk walkAll() {
    return begin(topic -> true);
  }

  private RetainedWalk begin(Predicate<TopicName> filter) {
    RetainedWalk walk = new RetainedWalk(this, filter);
    walks.add(walk);
    return walk;
  }

  /** Nobody goes on with this walk. */
  public void ended(RetainedWalk walk) {
    walks.remove(walk);
  }
}
