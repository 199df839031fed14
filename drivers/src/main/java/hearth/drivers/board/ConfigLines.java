package hearth.drivers.board;

import hearth.drivers.board.PinUse.Kind;
import hearth.drivers.pin.Level;
import hearth.drivers.pin.Pull;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The lines of config.txt that prepare pins for what is wired to them. */
final class ConfigLines {
  static final String I2C_ON = "dtparam=i2c_arm=on";

  private ConfigLines() {}

  /** The lines for all of them, without repetition. */
  static List<String> of(List<PinUse> uses) {
    List<String> lines = new ArrayList<>();
    for (PinUse use : uses) {
      switch (use.kind()) {
        case ONE_WIRE ->
            lines.add("dtoverlay=w1-gpio" + (use.isUsual() ? "" : ",gpiopin=" + use.line()));
        case I2C -> {
          lines.add(I2C_ON);
          lines.add(use.overlay());
        }
        case DHT -> lines.add("dtoverlay=dht11,gpiopin=" + use.line());
        case OUTPUT -> {
          if (!isOfBus(uses, use.line())
              && use.active().isOn(levelOf(Board.bootPull(use.line())))) {
            lines.add(levelAtBoot(use));
          }
        }
        case INPUT, PWM -> {
          // An input is pulled when it is opened; channels of PWM share a line, below.
        }
      }
    }
    pwm(uses.stream().filter(use -> pwmChannel(use).isPresent()).toList(), lines);
    return lines.stream().filter(line -> !line.isEmpty()).distinct().toList();
  }

  /** Whether a bus has the line, which nothing may then drive. */
  static boolean isOfBus(List<PinUse> uses, int line) {
    return uses.stream().anyMatch(use -> use.kind().isBus() && use.line() == line);
  }

  /** Makes the pin an output that is off, by the firmware, seconds before the kernel runs. */
  static String levelAtBoot(PinUse use) {
    boolean high = use.active().levelFor(false) == Level.HIGH;
    return "gpio=%d=op,%s".formatted(use.line(), high ? "dh" : "dl");
  }

  static boolean needsOverlay(Kind kind) {
    return kind.isBus() || kind == Kind.DHT || kind == Kind.PWM;
  }

  /** Whether the owner of a pin is the overlay that such a thing needs. */
  static boolean serves(String owner, Kind kind) {
    return switch (kind) {
      case ONE_WIRE -> owner.startsWith("dtoverlay=w1-gpio");
      case I2C -> owner.equals(PinOwners.I2C_BUS);
      case DHT -> owner.equals("dtoverlay=dht11");
      case PWM -> owner.equals("dtoverlay=pwm") || owner.equals("dtoverlay=pwm-2chan");
      case INPUT, OUTPUT -> false;
    };
  }

  private static OptionalInt pwmChannel(PinUse use) {
    return use.kind() == Kind.PWM ? PwmPins.channel(use.line()) : OptionalInt.empty();
  }

  private static void pwm(List<PinUse> lights, List<String> lines) {
    if (lights.size() == 1) {
      int line = lights.get(0).line();
      lines.add("dtoverlay=pwm,pin=%d,func=%d".formatted(line, pwmFunction(line)));
    } else if (lights.size() == 2) {
      int first = Math.min(lights.get(0).line(), lights.get(1).line());
      int second = Math.max(lights.get(0).line(), lights.get(1).line());
      // The overlay's first pin is channel 0.
      int zero = PwmPins.channel(first).equals(OptionalInt.of(0)) ? first : second;
      int one = zero == first ? second : first;
      lines.add(
          "dtoverlay=pwm-2chan,pin=%d,func=%d,pin2=%d,func2=%d"
              .formatted(zero, pwmFunction(zero), one, pwmFunction(one)));
    }
  }

  /** Alternate function 0 is number 4 on GPIO12 and 13, function 5 is number 2 on 18 and 19. */
  private static int pwmFunction(int line) {
    return line < 18 ? 4 : 2;
  }

  private static Level levelOf(Pull pull) {
    return pull == Pull.UP ? Level.HIGH : Level.LOW;
  }
}
