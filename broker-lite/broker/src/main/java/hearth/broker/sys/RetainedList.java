package hearth.broker.sys;

import hearth.broker.message.Message;
import hearth.broker.routing.RetainedMessages;
import hearth.broker.routing.Sessions;
import hearth.broker.session.Session;
import hearth.io.loop.EventLoop;
import hearth.io.text.PrintableText;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The retained messages there are, for people: how large, who wrote them, and is the writer there.
 */
final class RetainedList {
  private static final String HEADINGS = "topic\tbytes\tclient\tuser\twriter";

  /** Of the most only the size is looked at. */
  private static final int MESSAGES_OF_ONE_WORK = 16;

  private final EventLoop loop;
  private final RetainedMessages retained;
  private final Sessions sessions;
  private final HeldList<Message> list =
      new HeldList<>(
          HEADINGS,
          message -> message.payload().length,
          message -> message.topic().toString(),
          this::line);

  RetainedList(EventLoop loop, RetainedMessages retained, Sessions sessions) {
    this.loop = loop;
    this.retained = retained;
    this.sessions = sessions;
  }

  String text() {
    loop.charge(HeldList.SHOWN + retained.size() / MESSAGES_OF_ONE_WORK);
    long now = loop.clock().nanoTime();
    return list.of(
        IntStream.range(0, retained.size())
            .mapToObj(retained::at)
            .filter(message -> !message.isExpired(now)));
  }

  private String line(Message message) {
    String client = message.publisher();
    String user = user(message);
    return String.join(
        "\t",
        PrintableText.of(message.topic()),
        Integer.toString(message.payload().length),
        client == null ? "-" : PrintableText.of(client),
        user == null ? "-" : PrintableText.of(user),
        writer(client, user));
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
