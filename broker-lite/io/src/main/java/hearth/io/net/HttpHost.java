package hearth.io.net;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * By which names a server of pages may be called. Whoever owns a name of the public DNS may have it
 * lead a browser here, and serve a page under it before (DNS rebinding): for the browser both are
 * one origin then. So only addresses and names that are known to be ours are answered.
 */
public final class HttpHost {
  private static final Pattern FORM =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[0-9A-Za-z._-]{1,253})(:[0-9]{1,5})?");

  private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}|\\[.*");

  private final Set<String> names;

  /**
   * Knows the names.
   *
   * @param names in whatever case, without ports
   */
  public HttpHost(Collection<String> names) {
    this.names =
        names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  /**
   * Whether this is one of our names, or an address, with or without a port.
   *
   * @param field the value of the header field Host; what passes has no character in it that would
   *     mean something in another header
   */
  public boolean isOurs(String field) {
    Matcher form = FORM.matcher(field);
    if (!form.matches()) {
      return false;
    }
    String host = form.group(1).toLowerCase(Locale.ROOT);
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return ADDRESS.matcher(name).matches() || names.contains(name);
  }

  String whyNotOurs(String field) {
    return FORM.matcher(field).matches()
        ? "this machine is not called "
            + field
            + "; where it is to be, write that under 'names:' of the listener"
        : "the request is for no host";
  }
}
