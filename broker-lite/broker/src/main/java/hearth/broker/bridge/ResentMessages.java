package hearth.broker.bridge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages that were sent to the remote again, in a session that goes on, and that it has not
 * answered. There are servers that never do (HiveMQ CE 2024.3 says nothing to a message with DUP
 * that it has from an earlier connection), and a few of them would fill the window for ever. A
 * server that has answered pings since has read the message.
 *
 * <pre>
 *   sent again --3 pings answered--> asked whether it has it --3 more--> given up
 *                                       ▲ │
 *                                       └─┘ the connection ends
 * </pre>
 */
final class ResentMessages {
  /** The first may have been sent before the message; between two is half a deadline at least. */
  private static final int ENOUGH = 3;

  /** Answered pings, by Packet Identifier. */
  private final Map<Integer, Integer> pings = new LinkedHashMap<>();

  private final List<Integer> asked = new ArrayList<>();

  void add(int identifier) {
    pings.put(identifier, 0);
  }

  void remove(int identifier) {
    pings.remove(identifier);
    asked.remove((Integer) identifier);
  }

  /**
   * A connection has ended. What was asked about stays so: it must not be sent once more after its
   * PUBREL [MQTT-4.3.3-6], which may have ended it at the remote.
   */
  void disconnected() {
    pings.clear();
  }

  /** The remote has a new session, or is another one. */
  void clear() {
    pings.clear();
    asked.clear();
  }

  /** The remote is asked again about one that it was asked about by an earlier connection. */
  void askedAgain(int identifier) {
    pings.put(identifier, ENOUGH);
  }

  /** Whether none waits for its answer on this connection. */
  boolean isEmpty() {
    return pings.isEmpty();
  }

  /** The remote has answered a ping. */
  void pinged() {
    pings.replaceAll((identifier, before) -> before + 1);
  }

  /** Those about which the remote keeps silent, each once. */
  List<Integer> toAsk() {
    List<Integer> found = silent(ENOUGH).stream().filter(each -> !asked.contains(each)).toList();
    asked.addAll(found);
    return found;
  }

  /** Whether the remote was asked about this one, by this connection or an earlier one. */
  boolean wasAsked(int identifier) {
    return asked.contains(identifier);
  }

  /** Whether the remote was asked about this one by this connection and has not answered. */
  boolean isAsked(int identifier) {
    return wasAsked(identifier) && pings.containsKey(identifier);
  }

  /** Whether asking has not helped with one of them. */
  boolean hasGivenUp() {
    return !silent(2 * ENOUGH).isEmpty();
  }

  private List<Integer> silent(int enough) {
    return pings.entrySet().stream()
        .filter(each -> each.getValue() >= enough)
        .map(Map.Entry::getKey)
        .toList();
  }
}
