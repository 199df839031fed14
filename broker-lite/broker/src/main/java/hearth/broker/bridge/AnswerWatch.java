package hearth.broker.bridge;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Whether the remote answers messages, too, and not pings alone, as a cluster does that has lost
 * its quorum, or a broker whose disk is full. A server that has answered pings since has read the
 * message, however slow the link is. What was sent again is {@link ResentMessages}'s.
 *
 * <pre>
 *   WELL --3 pings answered since the oldest message went, and not that--> MUTE
 *   MUTE --an answer to the oldest--> WELL
 *   MUTE --9 pings more, none where there is another server--> GIVEN_UP
 * </pre>
 *
 * <p>Where each server was given up and none has answered since, all are slow rather than one of
 * them broken: each then has as much time as if it were the only one.
 */
final class AnswerWatch {
  enum Verdict {
    WELL,
    /** For the first time since it was well. */
    MUTE,
    STILL_MUTE,
    GIVEN_UP
  }

  /** The first may have been sent before the message; between two is a third of a deadline. */
  private static final int MUTE_AFTER = 3;

  /** The same server would not answer sooner for being asked anew. */
  private static final int ONLY_ONE_GIVEN_UP_AFTER = 12;

  /** What distinguishes the PUBREL of a Packet Identifier from its PUBLISH. */
  private static final int RELEASE = 0x1_0000;

  /** Sent and not answered, in their order. */
  private final Set<Integer> awaited = new LinkedHashSet<>();

  private final int servers;

  /** How many servers, one after the other, were given up. */
  private int givenUp;

  private Integer oldest;
  private int pings;

  AnswerWatch(int servers) {
    this.servers = servers;
  }

  /** A message of QoS 1 or 2 has gone. */
  void sent(int identifier) {
    awaited.add(identifier);
  }

  /** Its PUBACK or PUBREC has come. */
  void answered(int identifier) {
    done(identifier);
  }

  /** Its PUBREL has gone. */
  void released(int identifier) {
    awaited.add(RELEASE | identifier);
  }

  /** Its PUBCOMP has come. */
  void completed(int identifier) {
    done(RELEASE | identifier);
  }

  private void done(int awaits) {
    if (awaited.remove(awaits)) {
      givenUp = 0;
    }
    if (oldest != null && oldest == awaits) {
      oldest = null;
    }
  }

  /** How many wait for an answer. */
  int waiting() {
    return awaited.size();
  }

  /** The remote has answered a ping. */
  Verdict pinged() {
    if (awaited.isEmpty()) {
      return Verdict.WELL;
    }
    if (oldest == null) {
      oldest = awaited.iterator().next();
      pings = 0;
    }
    pings++;
    boolean hasOthers = servers > 1 && givenUp < servers;
    if (pings >= (hasOthers ? MUTE_AFTER : ONLY_ONE_GIVEN_UP_AFTER)) {
      givenUp++;
      return Verdict.GIVEN_UP;
    }
    return pings < MUTE_AFTER
        ? Verdict.WELL
        : pings == MUTE_AFTER ? Verdict.MUTE : Verdict.STILL_MUTE;
  }

  /** The connection is gone. */
  void disconnected() {
    awaited.clear();
    oldest = null;
  }
}
