package hearth.broker.session;

import hearth.broker.message.Message;
import java.util.Set;

/**
 * Which messages were on their way to a session at one moment, so that what is retained is not sent
 * beside them. Most are known by their order alone, since they may be on disk: whatever was
 * published after the first of them and queued is behind it.
 *
 * @param from the journal's number from which on all messages wait that were queued at all
 * @param numbers those of some before that
 * @param unnumbered the messages that the journal does not have
 */
record WaitingMessages(long from, Set<Long> numbers, Set<Message> unnumbered) {
  boolean has(Message message) {
    long number = message.journalNumber();
    return number == 0 ? unnumbered.contains(message) : number >= from || numbers.contains(number);
  }
}
