package hearth.drivers.board;

import hearth.drivers.board.Finding.Severity;
import hearth.drivers.board.PinUse.Kind;
import hearth.drivers.pin.Level;
import hearth.drivers.pin.Pull;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Looks at what is wired to which pin before anybody wires it: two things on one pin, pins that
 * buses own, relays that are on until the program starts. Pure: nothing is opened.
 */
public final class PinPlan {
  private final List<PinUse> uses;
  private final ConfigTxt config;
  private final Map<Integer, String> owners;
  private final List<Function<PinUse, Optional<Finding>>> checks =
      List.of(
          this::shared,
          this::owned,
          this::withoutOverlay,
          this::withoutDriver,
          this::reserved,
          this::onAtBoot,
          this::badlyPulled,
          this::cannotPulse,
          this::sharedPulses);

  /**
   * A plan.
   *
   * @param uses in the order of the configuration
   * @param config of the board, or an unknown one where the plan is made elsewhere
   */
  public PinPlan(List<PinUse> uses, ConfigTxt config) {
    this.uses = resolved(uses, config);
    this.config = config;
    this.owners = PinOwners.of(config);
  }

  /** With the lines that overlays take where nobody has said which. */
  private static List<PinUse> resolved(List<PinUse> uses, ConfigTxt config) {
    OptionalInt said =
        uses.stream()
            .filter(use -> use.kind() == Kind.ONE_WIRE && !use.isUsual())
            .mapToInt(PinUse::line)
            .findFirst();
    OptionalInt bus = PinOwners.oneWireBus(config);
    OptionalInt known = bus.isPresent() ? bus : said;
    boolean i2cIsElsewhere = PinOwners.hasAnotherI2cBus(config);
    return uses.stream()
        .filter(use -> use.kind() != Kind.I2C || !i2cIsElsewhere)
        .map(
            use ->
                use.isUsual() && use.kind() == Kind.ONE_WIRE && known.isPresent()
                    ? use.on(known.getAsInt())
                    : use)
        .toList();
  }

  /** Everything that somebody should know, thing after thing. */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (PinUse use : uses) {
      if (Header.pinOf(use.line()).isEmpty()) {
        findings.add(notOnHeader(use));
      } else {
        checks.forEach(check -> check.apply(use).ifPresent(findings::add));
      }
    }
    return findings;
  }

  /** The lines that config.txt needs for all of this, whether or not it has them. */
  public List<String> configLines() {
    return ConfigLines.of(uses);
  }

  /** What is wired, with power and ground; nothing of lines that do not come out. */
  public List<Wire> wires() {
    return Wires.of(uses);
  }

  /** The uses as they are, with the lines that overlays take by themselves. */
  public List<PinUse> uses() {
    return uses;
  }

  /**
   * All of it as a drawing for one page (SVG).
   *
   * @param title above it
   */
  public String drawing(String title) {
    return new WiringDrawing(title, wires(), findings(), configLines()).toString();
  }

  /** What to connect to which pin of the header, a line each, in the order of the pins. */
  public List<String> wiring() {
    return Wiring.table(uses);
  }

  private static Finding notOnHeader(PinUse use) {
    return finding(
        Severity.ERROR,
        use,
        "GPIO%d does not come out on the header, which has GPIO0 to GPIO%d. Use the BCM number of a pin (pin 11 is GPIO17).",
        use.line(),
        Header.lineCount() - 1);
  }

  /** Told once, with the later of the two. */
  private Optional<Finding> shared(PinUse use) {
    return earlier(use)
        .filter(other -> other.line() == use.line())
        .filter(other -> !other.kind().isBus() || use.kind() != other.kind())
        .findFirst()
        .map(
            other ->
                finding(
                    Severity.ERROR,
                    use,
                    "GPIO%d has %s already.%s",
                    use.line(),
                    other.thing(),
                    busOf(other.isUsual() ? other : use)));
  }

  /** Why a line is taken that the configuration does not name. */
  private static String busOf(PinUse use) {
    if (!use.isUsual()) {
      return "";
    }
    return use.kind() == Kind.ONE_WIRE
        ? " It is the 1-wire bus, whose overlay takes that line by itself. Choose another pin, or give '%s' the pin of another bus."
            .formatted(use.thing())
        : " It is a line of the I²C bus. Choose another pin.";
  }

  private Optional<Finding> owned(PinUse use) {
    return Optional.ofNullable(owners.get(use.line()))
        .filter(owner -> !ConfigLines.serves(owner, use.kind()) && shared(use).isEmpty())
        .map(
            owner ->
                finding(
                    Severity.ERROR,
                    use,
                    "GPIO%d belongs to %s, as config.txt says. Choose another pin, or take that line out.",
                    use.line(),
                    owner));
  }

  private Optional<Finding> withoutOverlay(PinUse use) {
    boolean has = ConfigLines.serves(owners.getOrDefault(use.line(), ""), use.kind());
    if (!config.isKnown() || has || !ConfigLines.needsOverlay(use.kind())) {
      return Optional.empty();
    }
    if (use.kind() == Kind.I2C) {
      return use.line() == PinUse.I2C_LINES.get(0)
          ? Optional.of(
              finding(
                  Severity.WARNING,
                  use,
                  "config.txt does not switch the I²C bus on. Put this line into it and restart the Pi: %s",
                  ConfigLines.I2C_ON))
          : Optional.empty();
    }
    String lines = String.join(", ", ConfigLines.of(List.of(use)));
    return Optional.of(
        use.kind() == Kind.DHT
            ? finding(
                Severity.NOTE,
                use,
                "config.txt does not prepare GPIO%d for it, so that Hearth listens to its wire itself and loses some answers. The kernel is surer: put the line %s into it and restart the Pi.",
                use.line(),
                lines)
            : finding(
                Severity.WARNING,
                use,
                "config.txt does not prepare GPIO%d for it. Put this line into it and restart the Pi: %s",
                use.line(),
                lines));
  }

  /** Told once a part, with its first line. */
  private Optional<Finding> withoutDriver(PinUse use) {
    boolean isSecond = use.kind() == Kind.I2C && use.line() != PinUse.I2C_LINES.get(0);
    if (use.overlay().isEmpty() || isSecond || !config.isKnown() || config.loads(use.overlay())) {
      return Optional.empty();
    }
    return Optional.of(
        finding(
            Severity.WARNING,
            use,
            "config.txt does not load its driver. Put this line into it and restart the Pi: %s",
            use.overlay()));
  }

  private Optional<Finding> reserved(PinUse use) {
    if (use.line() <= 1) {
      return Optional.of(
          finding(
              Severity.WARNING,
              use,
              "GPIO%d is where the Pi looks for the memory of a HAT at start-up and drives it. Choose another pin.",
              use.line()));
    }
    if (use.line() == 14 || use.line() == 15) {
      return Optional.of(
          finding(
              Severity.NOTE,
              use,
              "GPIO%d is the serial port where that is switched on, and then chatters at start-up. It is free only without enable_uart=1.",
              use.line()));
    }
    return Optional.empty();
  }

  private Optional<Finding> onAtBoot(PinUse use) {
    boolean drives = use.kind() == Kind.OUTPUT || use.kind() == Kind.PWM;
    boolean isSettled = config.drives(use.line()) || ConfigLines.isOfBus(uses, use.line());
    if (!drives || isSettled || !isActive(Board.bootPull(use.line()), use)) {
      return Optional.empty();
    }
    Pull pull = Board.bootPull(use.line());
    return Optional.of(
        finding(
            Severity.WARNING,
            use,
            "From power-on until Hearth runs, GPIO%d is pulled %s, and that is on for it. Choose one of %s, or put the line %s into config.txt: then only the first seconds remain.",
            use.line(),
            pull == Pull.UP ? "up" : "down",
            safeLines(use),
            ConfigLines.levelAtBoot(use)));
  }

  private static boolean isActive(Pull pull, PinUse use) {
    return use.active().isOn(pull == Pull.UP ? Level.HIGH : Level.LOW);
  }

  /** Free lines whose pull means off. */
  private String safeLines(PinUse use) {
    return IntStream.range(4, Header.lineCount())
        .filter(line -> line != 14 && line != 15 && !owners.containsKey(line))
        .filter(line -> uses.stream().noneMatch(other -> other.line() == line))
        .filter(line -> !isActive(Board.bootPull(line), use))
        .limit(5)
        .mapToObj(line -> "GPIO" + line)
        .collect(Collectors.joining(", "));
  }

  private Optional<Finding> badlyPulled(PinUse use) {
    if (use.kind() != Kind.INPUT) {
      return Optional.empty();
    }
    if (use.pull() == Pull.DOWN && Board.hasFixedPullUp(use.line())) {
      return Optional.of(
          finding(
              Severity.ERROR,
              use,
              "GPIO%d has a resistor of 1.8 kΩ to 3.3 V on the board, so that pull: down does nothing. Use pull: up and a contact to ground, or another pin.",
              use.line()));
    }
    if (use.pull() == Pull.NONE && !Board.hasFixedPullUp(use.line())) {
      return Optional.of(
          finding(
              Severity.NOTE,
              use,
              "GPIO%d has no pull: without a resistor of its own an open contact reads whatever it likes.",
              use.line()));
    }
    return Optional.empty();
  }

  private Optional<Finding> cannotPulse(PinUse use) {
    if (use.kind() != Kind.PWM || PwmPins.channel(use.line()).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        finding(
            Severity.ERROR,
            use,
            "GPIO%d cannot be dimmed: only GPIO12, GPIO13, GPIO18 and GPIO19 have pulse width modulation.",
            use.line()));
  }

  private Optional<Finding> sharedPulses(PinUse use) {
    return earlier(use)
        .filter(other -> other.kind() == Kind.PWM && use.kind() == Kind.PWM)
        .filter(other -> other.line() != use.line())
        .filter(other -> PwmPins.channel(other.line()).equals(PwmPins.channel(use.line())))
        .findFirst()
        .map(
            other ->
                finding(
                    Severity.ERROR,
                    use,
                    "GPIO%d and GPIO%d of %s are the same channel and would always be equal. Use one of 12 and 18, and one of 13 and 19.",
                    use.line(),
                    other.line(),
                    other.thing()));
  }

  private Stream<PinUse> earlier(PinUse use) {
    return uses.stream().takeWhile(other -> other != use);
  }

  private static Finding finding(Severity severity, PinUse use, String text, Object... values) {
    return new Finding(severity, use.thing(), text.formatted(values));
  }
}
