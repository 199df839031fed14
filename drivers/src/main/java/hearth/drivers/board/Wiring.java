package hearth.drivers.board;

import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.Pull;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The table that somebody with wires in the hand reads. */
final class Wiring {
  private Wiring() {}

  static List<String> table(List<PinUse> uses) {
    int longest = uses.stream().mapToInt(use -> use.thing().length()).max().orElse(0);
    String row = "%4s  %-6s  %-" + Math.max(5, longest) + "s  %s";
    List<String> lines = new ArrayList<>();
    lines.add(row.formatted("pin", "line", "thing", "connect"));
    uses.stream()
        .filter(use -> Header.pinOf(use.line()).isPresent())
        .sorted(Comparator.comparingInt(use -> Header.pinOf(use.line()).getAsInt()))
        .forEach(
            use ->
                lines.add(
                    row.formatted(
                        Header.pinOf(use.line()).getAsInt(),
                        "GPIO" + use.line(),
                        use.thing(),
                        connect(use))));
    return lines;
  }

  private static String connect(PinUse use) {
    boolean high = use.active() == ActiveLevel.HIGH;
    return switch (use.kind()) {
      case OUTPUT -> "its input; on while " + (high ? "3.3 V" : "0 V");
      case PWM -> "its input for pulses; full at " + (high ? "3.3 V" : "0 V");
      case ONE_WIRE ->
          "data, with 4.7 kΩ to 3.3 V (pin 1)"
              + (use.isUsual() ? "; unless dtoverlay=w1-gpio has another gpiopin" : "");
      case I2C -> use.line() == PinUse.I2C_LINES.get(0) ? "SDA, data" : "SCL, clock";
      case DHT -> "data, with 4.7 to 10 kΩ to 3.3 V (pin 1) unless its board has one";
      case INPUT -> "a contact to " + (closesTo(use.pull(), high) ? "3.3 V (pin 1)" : "ground");
    };
  }

  /** Against the pull; without one, towards the level that means active. */
  static boolean closesTo(Pull pull, boolean activeHigh) {
    return pull == Pull.DOWN || (pull == Pull.NONE && activeHigh);
  }
}
