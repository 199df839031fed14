package hearth.broker.bridge;

import hearth.protocol.packet.MqttVersion;
import java.util.Arrays;
import java.util.List;

/**
 * Which dialect each server is spoken to in. Nobody can ask: a server that does not know one
 * refuses it, says something that has no place in it, or closes the connection without a word, as
 * one does that is being stopped. The next dialect is then tried at once.
 *
 * <pre>
 *   5.0 --not understood--> 3.1.1 as a bridge --not understood--> 3.1.1 --not understood--> 5.0
 * </pre>
 *
 * <p>A dialect that was understood stays, and better ones are no longer tried where the server has
 * said no to them in words or twice in silence.
 */
final class Dialects {
  private static final int ENOUGH = 2;

  private static final class Server {
    int now;
    boolean isUnderstood;
    final int[] notUnderstood = new int[Dialect.values().length];
  }

  private final List<Dialect> known;
  private final Server[] servers;

  /**
   * @param only the version to speak, null for the newest that is understood
   */
  Dialects(MqttVersion only, int servers) {
    this.known =
        Arrays.stream(Dialect.values())
            .filter(each -> only == null || each.version == only)
            .toList();
    this.servers = new Server[servers];
    Arrays.setAll(this.servers, each -> new Server());
  }

  /** What the next CONNECT speaks. */
  Dialect next(int server) {
    return known.get(servers[server].now);
  }

  /** It has closed the connection instead of answering; returns whether to try again at once. */
  boolean closedUnanswered(int server) {
    return !servers[server].isUnderstood && notUnderstood(server, 1);
  }

  /** It has refused the version; returns whether there is another to try. */
  boolean refused(int server) {
    return notUnderstood(server, ENOUGH);
  }

  private boolean notUnderstood(int server, int weight) {
    Server of = servers[server];
    of.notUnderstood[of.now] += weight;
    if (of.now + 1 < known.size()) {
      of.now++;
      return true;
    }
    of.now = best(of);
    return false;
  }

  /** The first that was not refused often enough, else the last. */
  private int best(Server of) {
    for (int i = 0; i < known.size(); i++) {
      if (of.notUnderstood[i] < ENOUGH) {
        return i;
      }
    }
    return known.size() - 1;
  }

  /** It has let the bridge in. */
  void accepted(int server) {
    Server of = servers[server];
    of.isUnderstood |= of.now == best(of);
    of.notUnderstood[of.now] = 0;
    of.now = best(of); // a better one was perhaps not answered since the server was being stopped
  }
}
