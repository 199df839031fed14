package hearth.broker.routing;

import hearth.broker.message.Message;
import hearth.broker.session.CurrentAuthority;
import hearth.broker.session.Permissions;

/**
 * Whether those who published what is retained might still do so, as Mosquitto's {@code
 * check_retain_source} asks it: after the rules have changed, once for each message.
 */
final class RetainedSources {
  private final CurrentAuthority authority;

  // Of who was asked for last: the messages of one client mostly stand together.
  private Permissions permissions;
  private String publisher;
  private String user;
  private int generation;

  RetainedSources(CurrentAuthority authority) {
    this.authority = authority;
  }

  /** Whether a message may be delivered, as far as its publisher is concerned. */
  boolean mayPublish(Message message) {
    int now = authority.generation();
    if (message.publisherUser() == null || now == 0) {
      return true; // It was allowed when it came, and nothing has changed since.
    }
    if (message.sourceGeneration() != now) {
      message.source(now, of(message, now).mayPublish(message.topic()));
    }
    return message.isSourceAllowed();
  }

  private Permissions of(Message message, int now) {
    boolean isSame =
        generation == now
            && message.publisherUser().equals(user)
            && message.publisher().equals(publisher);
    if (!isSame) {
      generation = now;
      user = message.publisherUser();
      publisher = message.publisher();
      permissions = authority.permissions(user.equals(Message.ANONYMOUS) ? null : user, publisher);
    }
    return permissions;
  }
}
