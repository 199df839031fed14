package hearth.runtime.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The page on a listener.
 *
 * @param names by which it may be called, besides those that this machine has in a home
 */
public record PanelSettings(List<String> names) {
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z_-]+([.][0-9A-Za-z_-]+)*");

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
