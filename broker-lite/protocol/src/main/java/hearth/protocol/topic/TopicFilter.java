package hearth.protocol.topic;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/**
 * A Topic Filter (4.7) as a SUBSCRIBE names it, that of a Shared Subscription (4.8.2) with its
 * {@code $share/name/} included. Immutable.
 */
public final class TopicFilter {
  private static final String SHARE = "$share/";

  private final String text;
  private final String shareName;
  private final String filter;

  private TopicFilter(String text, String shareName, String filter) {
    this.text = text;
    this.shareName = shareName;
    this.filter = filter;
  }

  /**
   * The filter of a text.
   *
   * @throws IllegalArgumentException where the text is no Topic Filter: empty, a wildcard that does
   *     not stand alone in its level, {@code #} before the end, a ShareName that is empty or holds
   *     a wildcard, U+0000, more than 65,535 bytes
   */
  public static TopicFilter of(String text) {
    Utf8.encode(text);
    if (!text.startsWith(SHARE)) {
      requireFilter(text, text);
      return new TopicFilter(text, null, text);
    }
    int end = text.indexOf('/', SHARE.length());
    String shareName = end < 0 ? "" : text.substring(SHARE.length(), end);
    if (shareName.isEmpty() || shareName.indexOf('+') >= 0 || shareName.indexOf('#') >= 0) {
      // [MQTT-4.8.2-1] [MQTT-4.8.2-2]
      throw new IllegalArgumentException(
          "'" + text + "' is no Shared Subscription: $share/name/filter, no wildcard in the name");
    }
    String filter = text.substring(end + 1);
    requireFilter(filter, text);
    return new TopicFilter(text, shareName, filter);
  }

  private static void requireFilter(String filter, String text) {
    if (filter.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' has no Topic Filter"); // [MQTT-4.7.3-1]
    }
    for (int i = 0; i < filter.length(); i++) {
      char c = filter.charAt(i);
      boolean startsLevel = i == 0 || filter.charAt(i - 1) == '/';
      boolean last = i + 1 == filter.length();
      if (c == '#' && !(startsLevel && last)) {
        // [MQTT-4.7.1-1]
        throw new IllegalArgumentException(
            "'" + text + "': # must be the last level of a Topic Filter, alone in it");
      }
      if (c == '+' && !(startsLevel && (last || filter.charAt(i + 1) == '/'))) {
        // [MQTT-4.7.1-2]
        throw new IllegalArgumentException("'" + text + "': + must stand alone in its level");
      }
    }
  }

  /** The name of the Shared Subscription, or null where it is not shared. */
  public String shareName() {
    return shareName;
  }

  public boolean isShared() {
    return shareName != null;
  }

  /** The filter that topics are matched against: without {@code $share/name/}. */
  public String withoutShare() {
    return filter;
  }

  public boolean hasWildcard() {
    return filter.indexOf('+') >= 0 || filter.endsWith("#");
  }

  /** Whether a message of this name belongs to this filter. */
  public boolean matches(TopicName name) {
    return matcher().test(name);
  }

  /** As {@link #matches}, for very many names: it makes nothing for each. */
  public Predicate<TopicName> matcher() {
    byte[] utf8 = filter.getBytes(StandardCharsets.UTF_8);
    return name -> matches(utf8, name.utf8());
  }

  /**
   * The rule of section 4.7 on bytes, level by level. Makes nothing.
   *
   * @param filter of a valid Topic Filter, without {@code $share/name/}
   * @param name of a valid Topic Name
   */
  public static boolean matches(byte[] filter, byte[] name) {
    if (name[0] == '$' && (filter[0] == '+' || filter[0] == '#')) {
      return false; // [MQTT-4.7.2-1]
    }
    int f = 0;
    int n = 0;
    while (true) {
      if (at(filter, f) == '#') {
        return true;
      }
      if (at(filter, f) == '+') {
        f++;
        n = LevelNode.levelEnd(name, n);
      } else {
        while (f < filter.length && filter[f] != '/') {
          if (n == name.length || name[n++] != filter[f++]) {
            return false;
          }
        }
      }
      if (n == name.length) {
        // "sport/#" matches its parent "sport" too.
        return f == filter.length || (at(filter, f + 1) == '#' && f + 2 == filter.length);
      }
      if (name[n++] != '/' || at(filter, f++) != '/') {
        return false;
      }
    }
  }

  private static int at(byte[] filter, int index) {
    return index < filter.length ? filter[index] : -1;
  }

  /** As {@link #hashCode}, with a key that strangers do not know. */
  public int hash(SipHash hash) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return hash.hash(utf8, 0, utf8.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TopicFilter that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
