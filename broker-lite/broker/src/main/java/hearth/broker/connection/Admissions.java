package hearth.broker.connection;

import hearth.broker.access.RecentNetworks;
import hearth.broker.account.Account;
import hearth.broker.account.Kind;
import hearth.broker.account.Limit;
import hearth.broker.account.Owners;
import hearth.io.loop.EventLoop;
import hearth.io.net.Channel;
import hearth.io.net.HostQuota;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many may connect. Clients that are let in have places, and sockets that are not yet have
 * others, so that neither takes those of the other; a connection that has ended has none, however
 * long its socket takes to close. Counted by {@link hearth.io.net.Peer#network}. On the loop's
 * thread.
 *
 * <pre>
 *   WAITING --its CONNECT is good--> LET_IN --its connection ends--> GONE
 *      |                                                              ^
 *      +---------- closed, or sent away for somebody known -----------+
 * </pre>
 */
public final class Admissions {
  /** One socket or client. */
  public final class Admission {
    private enum State {
      WAITING,
      LET_IN,
      GONE
    }

    private final Channel channel;
    private final String network;
    private State state;

    /** What it takes until it is let in; null where it never waits. */
    private Account account;

    private Admission(Channel channel, State state) {
      this.channel = channel;
      this.network = channel.peer().network();
      this.state = state;
    }

    /** Returns null where it may wait now, else why not, a sentence. */
    private String waits(int handshakeBytes) {
      Account own = owners.stranger(network);
      String why = own.whyNot(Kind.HANDSHAKE, handshakeBytes);
      if (why == null && sockets.begin(network)) {
        own.charge(Kind.HANDSHAKE, handshakeBytes);
        account = own;
        waiting.put(channel.transport(), this);
        return null;
      }
      own.close();
      if (why != null) {
        return why;
      }
      return letIn.isFull() ? whyFull(network) : whyNoSocket(network);
    }

    /**
     * Its client is to be let in.
     *
     * @param replaces whether a connection of the same session goes in its favour
     * @return null where it has a place now, else why it has none, a sentence
     */
    String letIn(boolean replaces) {
      if (state != State.WAITING) {
        return null;
      }
      String why = replaces ? null : whyFull(network);
      if (why == null) {
        stopWaiting();
        state = State.LET_IN;
        letIn.add(network);
        known.add(network);
      }
      return why;
    }

    /** Its connection has ended, or its socket is closed. */
    void gone() {
      if (state == State.LET_IN) {
        letIn.end(network);
        state = State.GONE;
        if (!awaiting.isEmpty()) {
          loop.execute(Admissions.this::serveAwaiting);
        }
      }
    }

    private void stopWaiting() {
      if (state == State.WAITING) {
        state = State.GONE;
        waiting.remove(channel.transport());
        sockets.end(network);
        account.drop();
      }
    }
  }

  /**
   * How long who finds no place waits for one: many come back when their old ones have just gone.
   */
  private static final long WAIT_NANOS = 1_000_000_000L;

  private static final int FEWEST_SOCKETS = 64;

  private final EventLoop loop;
  private final Owners owners;
  private final int clients;
  private final int clientsOfNetwork;
  private final HostQuota letIn;
  private final HostQuota sockets;
  private final RecentNetworks known = new RecentNetworks();

  /** Sockets that are not let in, the oldest first. */
  private final Map<Channel, Admission> waiting = new LinkedHashMap<>();

  private final Deque<Runnable> awaiting = new ArrayDeque<>();

  /**
   * @param owners of what they take until they are let in
   * @param clients most clients that are let in at a time; half as many sockets, or a few more, may
   *     wait for that, and half of these of one network
   * @param clientsOfNetwork most of them from one network
   */
  public Admissions(EventLoop loop, Owners owners, int clients, int clientsOfNetwork) {
    this.loop = loop;
    this.owners = owners;
    this.clients = clients;
    this.clientsOfNetwork = clientsOfNetwork;
    this.letIn = new HostQuota(clientsOfNetwork, clients);
    int max = Math.max(FEWEST_SOCKETS, clients / 2);
    this.sockets = new HostQuota(max / 2, max);
  }

  /**
   * A socket has come.
   *
   * @param handshakeBytes what it takes until it is let in
   * @return null where it may stay, else why not, a sentence
   */
  public String begin(Channel channel, int handshakeBytes) {
    if (waiting.containsKey(channel.transport())) {
      return null; // by its proxy's address already
    }
    Admission admission = new Admission(channel, Admission.State.WAITING);
    String why = admission.waits(handshakeBytes);
    if (why != null && known.contains(admission.network)) {
      Admission other = inFavour(admission.network, handshakeBytes);
      if (other != null) {
        other.stopWaiting();
        other.channel.abort();
        why = admission.waits(handshakeBytes);
      }
    }
    return why;
  }

  /** The one that {@link #begin} was told of; one that has a place of its own where it was not. */
  Admission of(Channel channel) {
    Admission admission = waiting.get(channel.transport());
    return admission == null ? new Admission(channel, Admission.State.GONE) : admission;
  }

  /** A socket is closed. */
  public void closed(Channel channel) {
    Admission admission = waiting.get(channel.transport());
    if (admission != null) {
      admission.stopWaiting();
    }
  }

  /**
   * The oldest socket that goes in favour of one from a network of which somebody has logged in: of
   * its own where that has too many, else of one that is not known.
   */
  private Admission inFavour(String network, int handshakeBytes) {
    boolean ofItsOwn =
        sockets.isFull(network) || owners.isStrangerFull(network, Kind.HANDSHAKE, handshakeBytes);
    for (Admission each : waiting.values()) {
      if (ofItsOwn ? each.network.equals(network) : !known.contains(each.network)) {
        return each;
      }
    }
    return null;
  }

  private String whyFull(String network) {
    if (letIn.isFull()) {
      return "all " + clients + " connections are in use (" + Limit.CONNECTIONS + ")";
    }
    return letIn.isFull(network)
        ? "this address has "
            + clientsOfNetwork
            + " connections already ("
            + Limit.CONNECTIONS_PER_HOST
            + ")"
        : null;
  }

  private String whyNoSocket(String network) {
    return sockets.isFull(network)
        ? "too many sockets of this address have not logged in yet"
        : "too many sockets have not logged in yet";
  }

  /** The place may be another's again already. */
  private void serveAwaiting() {
    if (!letIn.isFull() && !awaiting.isEmpty()) {
      awaiting.poll().run();
    }
  }

  /** Runs the action when a place has become free, or after a second. */
  void whenFree(Runnable action) {
    boolean[] done = {false};
    Runnable once =
        () -> {
          if (!done[0]) {
            done[0] = true;
            action.run();
          }
        };
    awaiting.add(once);
    loop.schedule(
        WAIT_NANOS,
        () -> {
          awaiting.remove(once);
          once.run();
        });
  }
}
