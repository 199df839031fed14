package hearth.runtime.homie;

import hearth.drivers.output.StateStore;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The version of a description, which is a larger number whenever anything else in it is another
 * (Homie 5, "version"). Kept as {@code $homie=VERSION FINGERPRINT}; where nothing is kept, the
 * seconds of the wall clock go up by themselves from one start to the next.
 */
final class DescriptionVersion {
  private static final String KEPT_AS = "$homie";

  private final StateStore states;
  private final Supplier<Instant> wallTime;

  private long version;
  private String fingerprint = "";

  DescriptionVersion(StateStore states, Supplier<Instant> wallTime) {
    this.states = states;
    this.wallTime = wallTime;
    states.kept(KEPT_AS).ifPresent(this::read);
  }

  private void read(String kept) {
    int space = kept.indexOf(' ');
    try {
      version = Long.parseLong(kept.substring(0, Math.max(0, space)));
      fingerprint = kept.substring(space + 1);
    } catch (NumberFormatException e) {
      version = 0; // somebody has edited it
    }
  }

  /** The version of a description with this fingerprint. */
  long of(String described) {
    if (!described.equals(fingerprint)) {
      version = version == 0 ? wallTime.get().getEpochSecond() : version + 1;
      fingerprint = described;
      states.keep(KEPT_AS, version + " " + fingerprint);
    }
    return version;
  }
}
