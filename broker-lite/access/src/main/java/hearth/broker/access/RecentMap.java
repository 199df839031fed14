package hearth.broker.access;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets what was not asked for the longest, so that strangers cannot fill memory. */
public class RecentMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int maximumSize;

  public RecentMap(int maximumSize) {
    super(16, 0.75f, true);
    this.maximumSize = maximumSize;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > maximumSize;
  }
}
