package hearth.runtime.hardware;

import hearth.drivers.output.FinalState;
import hearth.drivers.pin.PinException;
import hearth.runtime.config.OutputSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * What an orderly end does to the outputs, done for a program that had none: each is brought to its
 * shutdown level, or left alone where that is {@code keep}.
 */
public final class SafeLevels {
  private SafeLevels() {}

  /**
   * Brings the outputs to their shutdown levels; one that fails holds up no other.
   *
   * @return a sentence for each output that could not be brought there
   */
  public static List<String> apply(List<OutputSettings> outputs, ChipSource chips) {
    List<String> failures = new ArrayList<>();
    for (OutputSettings output : outputs) {
      if (output.shutdown() != FinalState.KEEP) {
        apply(output, chips, failures);
      }
    }
    return failures;
  }

  private static void apply(OutputSettings output, ChipSource chips, List<String> failures) {
    boolean on = output.shutdown() == FinalState.ON;
    String name = output.identity().name();
    try {
      OutputParts.open(output, chips, "hearth safe " + name, on).close();
    } catch (PinException e) {
      failures.add(name + " on GPIO" + output.pin() + ": " + e.getMessage());
    }
  }
}
