package hearth.broker.sys;

import hearth.broker.session.Session;
import hearth.io.net.Peer;
import java.util.function.Consumer;

/**
 * What a client asks of the broker by publishing to a topic below {@code $SYS/broker}. The message
 * goes no further: nobody else is sent it, nothing keeps it. On the loop's thread.
 */
@FunctionalInterface
public interface SystemRequest {
  /**
   * A client asks; its rules allow it to publish there.
   *
   * @param answer takes the answer once, on the loop's thread, be it later: it goes to the Response
   *     Topic of this client alone, while its connection stands
   */
  void asked(Session asker, Peer peer, byte[] payload, Consumer<String> answer);
}
