package hearth.runtime.host;

import hearth.broker.access.Refusal;
import hearth.runtime.json.JsonWriter;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Refusals for people who may change that, each with what lets it in. Strangers choose most of the
 * words: what an admin would copy into a shell has none of theirs but such as mean nothing there.
 */
public final class RefusalAdvice {
  private static final Pattern USER = Pattern.compile("of user '([^']*)'$");
  private static final Pattern PUBLISH = Pattern.compile("publish to (.+)");
  private static final Pattern SUBSCRIBE = Pattern.compile("subscribe to (.+)");
  private static final Pattern WILL = Pattern.compile("have its Will published to (.+)");
  private static final Pattern LIMIT = Pattern.compile("\\((limits\\.[a-z_]+)\\)");
  private static final Pattern FOREIGN_NAME =
      Pattern.compile("this machine is not called ([0-9A-Za-z._-]+)");
  private static final Pattern PLAIN =
      Pattern.compile("[\\p{L}\\p{N} ._/+@%-][\\p{L}\\p{N} ._/+#@%-]*");

  private final String passwordFile;
  private final String aclFile;

  /**
   * Advice for a broker.
   *
   * @param passwordFile null where there are no users
   * @param aclFile null where there are no rules
   */
  public RefusalAdvice(Path passwordFile, Path aclFile) {
    this.passwordFile = passwordFile == null ? null : passwordFile.toString();
    this.aclFile = aclFile == null ? null : aclFile.toString();
  }

  /** A line of JSON for each. */
  public String of(List<Refusal> refusals) {
    return refusals.stream().map(this::line).collect(Collectors.joining("\n"));
  }

  private String line(Refusal refusal) {
    JsonWriter json = new JsonWriter(false).beginObject();
    json.member("time", refusal.when().truncatedTo(ChronoUnit.SECONDS).toString());
    json.member("who", refusal.who()).member("host", refusal.host());
    json.member("what", refusal.what()).member("rule", refusal.why());
    String advice = advice(refusal);
    if (advice != null) {
      json.member("advice", advice);
    }
    return json.endObject().toString();
  }

  /** Null where there is none, or none that could be said safely. */
  String advice(Refusal refusal) {
    String user = found(USER, refusal.who());
    String why = refusal.why();
    String limit = found(LIMIT, why);
    String name = found(FOREIGN_NAME, why);
    if (limit != null) {
      return "raise '" + limit.replace("limits.", "") + "' under 'limits:' of the broker";
    }
    if (name != null) {
      return "names: [" + name + "]";
    }
    if (why.contains("wrong") && why.contains("password") && isPlain(user)) {
      return passwordFile == null ? null : "sudo hearth passwd " + passwordFile + " '" + user + "'";
    }
    if (why.startsWith("it gave no user name") && passwordFile != null) {
      return "sudo hearth passwd -g " + passwordFile + " NAME";
    }
    return aclFile == null ? null : rule(refusal.what(), user);
  }

  private String rule(String what, String user) {
    String written = found(PUBLISH, what) == null ? found(WILL, what) : found(PUBLISH, what);
    String read = found(SUBSCRIBE, what);
    String topic = written == null ? read : written;
    if (!isPlain(user) || !isPlain(topic)) {
      return null;
    }
    return "printf '\\nuser %s\\ntopic %s %s\\n' '"
        + user
        + "' "
        + (written == null ? "read" : "write")
        + " '"
        + topic
        + "' | sudo tee -a "
        + aclFile
        + " && sudo hearth reload";
  }

  private static boolean isPlain(String text) {
    return text != null && PLAIN.matcher(text).matches();
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : null;
  }
}
