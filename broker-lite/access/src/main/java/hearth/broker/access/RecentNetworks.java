package hearth.broker.access;

import java.util.Map;

/** Networks of which somebody has logged in of late. On the loop's thread; memory is bounded. */
public final class RecentNetworks {
  private static final int MAXIMUM = 1_000;

  private final Map<String, Boolean> networks = new RecentMap<>(MAXIMUM);

  public void add(String network) {
    networks.put(network, true);
  }

  public boolean contains(String network) {
    return networks.containsKey(network);
  }
}
