package hearth.protocol.packet;

import java.util.Objects;

/** A name and a value of the application's own; the same name may stand several times. */
public record UserProperty(String name, String value) {
  public UserProperty {
    Objects.requireNonNull(name);
    Objects.requireNonNull(value);
  }
}
