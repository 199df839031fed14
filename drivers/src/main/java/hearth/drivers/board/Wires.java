package hearth.drivers.board;

import hearth.drivers.board.HeaderPin.Kind;
import hearth.drivers.board.Wire.Colour;
import hearth.drivers.pin.ActiveLevel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lays the wires of a plan: signals to their pins, power and ground to the nearest free ones. */
final class Wires {
  private static final List<Colour> SIGNALS =
      List.of(Colour.BLUE, Colour.GREEN, Colour.PURPLE, Colour.BROWN, Colour.TEAL);

  private final List<Wire> wires = new ArrayList<>();

  /** How many wires each pin of power and ground has: one with few is preferred. */
  private final int[] taken = new int[HeaderPin.COUNT + 1];

  private int signals;

  private Wires() {}

  static List<Wire> of(List<PinUse> uses) {
    Wires laid = new Wires();
    uses.stream().filter(use -> Header.pinOf(use.line()).isPresent()).forEach(laid::lay);
    return laid.wires;
  }

  private void lay(PinUse use) {
    switch (use.kind()) {
      case OUTPUT -> {
        signal(use, "IN");
        power(use, "VCC", Kind.V5);
        power(use, "GND", Kind.GROUND);
      }
      case PWM -> {
        signal(use, "PWM");
        power(use, "GND", Kind.GROUND);
      }
      case ONE_WIRE, DHT -> {
        signal(use, "DATA");
        power(use, "VCC", Kind.V3);
        power(use, "GND", Kind.GROUND);
      }
      case I2C -> {
        boolean isData = use.line() == PinUse.I2C_LINES.get(0);
        signal(use, isData ? "SDA" : "SCL");
        power(use, isData ? "VCC" : "GND", isData ? Kind.V3 : Kind.GROUND);
      }
      case INPUT -> {
        signal(use, "A");
        boolean toPower = Wiring.closesTo(use.pull(), use.active() == ActiveLevel.HIGH);
        power(use, "B", toPower ? Kind.V3 : Kind.GROUND);
      }
    }
  }

  private void signal(PinUse use, String from) {
    Colour colour = SIGNALS.get(signals++ % SIGNALS.size());
    wires.add(new Wire(use.thing(), from, Header.pinOf(use.line()).getAsInt(), colour));
  }

  private void power(PinUse use, String from, Kind kind) {
    HeaderPin near = HeaderPin.all().get(Header.pinOf(use.line()).getAsInt() - 1);
    HeaderPin pin =
        HeaderPin.all().stream()
            .filter(each -> each.kind() == kind)
            .min(Comparator.comparingInt(each -> distance(each, near)))
            .orElseThrow();
    taken[pin.number()]++;
    Colour colour =
        switch (kind) {
          case V5 -> Colour.RED;
          case V3 -> Colour.ORANGE;
          default -> Colour.BLACK;
        };
    wires.add(new Wire(use.thing(), from, pin.number(), colour));
  }

  private int distance(HeaderPin pin, HeaderPin near) {
    int rows = Math.abs(pin.row() - near.row());
    int across = pin.isLeft() == near.isLeft() ? 0 : 3;
    return rows + across + HeaderPin.COUNT * taken[pin.number()];
  }
}
