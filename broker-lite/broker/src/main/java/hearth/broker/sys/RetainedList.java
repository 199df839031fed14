package hearth.broker.sys;

import hearth.broker.message.Message;
import hearth.broker.routing.RetainedMessages;
import hearth.broker.routing.RetainedWalk;
import hearth.broker.routing.Sessions;
import hearth.broker.session.Session;
import hearth.io.loop.EventLoop;
import hearth.io.text.PrintableText;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The retained messages there are, for people: how large, who wrote them, is the writer there, and
 * since when.
 */
final class RetainedList extends HeldList<Message> {
  private static final String HEADINGS = "topic\tbytes\tclient\tuser\twriter\tretained";

  private final EventLoop loop;
  private final RetainedMessages retained;
  private final Sessions sessions;

  RetainedList(EventLoop loop, RetainedMessages retained, Sessions sessions) {
    super(loop, HEADINGS);
    this.loop = loop;
    this.retained = retained;
    this.sessions = sessions;
  }

  @Override
  Walk<Message> walk() {
    RetainedWalk all = retained.walkAll();
    long now = loop.clock().nanoTime();
    return new Walk<>() {
      @Override
      public boolean goOn(int most, Consumer<Message> action) {
        return all.goOn(most, now, action);
      }

      @Override
      public void end() {
        retained.ended(all);
      }
    };
  }

  @Override
  long size(Message message) {
    return message.payload().length;
  }

  @Override
  String name(Message message) {
    return message.topic().toString();
  }

  @Override
  Message current(Message message) {
    return retained.get(message.topic());
  }

  @Override
  String line(Message message) {
    String client = message.publisher();
    String user = user(message);
    return String.join(
        "\t",
        PrintableText.of(message.topic()),
        Integer.toString(message.payload().length),
        client == null ? "-" : PrintableText.of(client),
        user == null ? "-" : PrintableText.of(user),
        writer(client, user),
        when(message));
  }

  /** A store does not know it of before the start. */
  private String when(Message message) {
    Long at = message.retainedAt();
    return at == null
        ? "before the last start"
        : loop.clock()
            .wallTime()
            .minusNanos(loop.clock().nanoTime() - at)
            .truncatedTo(ChronoUnit.SECONDS)
            .toString();
  }

  private static String user(Message message) {
    return Message.ANONYMOUS.equals(message.publisherUser()) ? null : message.publisherUser();
  }

  /** Another user's session of the same Client Identifier is not the writer's. */
  private String writer(String client, String user) {
    Session session = client == null ? null : sessions.get(client);
    return session == null || !Objects.equals(session.userName(), user)
        ? "gone"
        : SessionList.state(session);
  }
}
