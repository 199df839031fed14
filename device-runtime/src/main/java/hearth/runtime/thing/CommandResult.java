package hearth.runtime.thing;

import hearth.runtime.json.JsonWriter;
import java.util.Locale;

/**
 * What came of a command, for a sender of MQTT 5.0 who has named a Response Topic. Written as
 *
 * <pre>
 * {"result":"accepted","state":"ON"}
 * {"result":"rejected","reason":"'dim' is not a command; the commands are ON, OFF and TOGGLE","state":"OFF"}
 * {"result":"expired","reason":"...","state":"OFF"}
 * </pre>
 *
 * @param reason for people; null where it was accepted
 * @param state what the thing is now, as on its state topic; null where nobody knows
 */
public record CommandResult(Kind kind, String reason, String state) {
  static final String TOO_LATE = "it came later than its Message Expiry Interval allows";

  /** How a command can end. */
  public enum Kind {
    /** It is done, or will be when a delay of the configuration is over. */
    ACCEPTED,
    /** It is not done, and would not be if it were sent again. */
    REJECTED,
    /** It came to the pin later than its sender wanted; nothing was switched. */
    EXPIRED
  }

  /** As it is published. */
  public byte[] toJson() {
    JsonWriter json = new JsonWriter(false).beginObject();
    json.member("result", kind.name().toLowerCase(Locale.ROOT));
    if (reason != null) {
      json.member("reason", reason);
    }
    if (state != null) {
      json.member("state", state);
    }
    return json.endObject().toBytes();
  }
}
