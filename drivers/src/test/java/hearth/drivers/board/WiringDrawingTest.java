package hearth.drivers.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.Pull;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class WiringDrawingTest {
  /** A straight piece, from the smaller to the larger end. */
  private record Piece(boolean upright, int at, int from, int to) {
    boolean liesOn(Piece other) {
      return upright == other.upright && at == other.at && from < other.to && other.from < to;
    }
  }

  private static List<PinUse> manyParts() {
    List<PinUse> uses = new ArrayList<>();
    uses.add(PinUse.oneWire("temperature"));
    uses.addAll(PinUse.i2c("climate", "dtoverlay=i2c-sensor,bme280"));
    for (int line : List.of(5, 6, 13, 16, 19, 20, 21, 26)) {
      uses.add(PinUse.output("relay " + line, line, ActiveLevel.LOW));
    }
    uses.add(PinUse.pwm("lamp", 12, ActiveLevel.HIGH));
    uses.add(PinUse.dht("bath", 17));
    for (int line : List.of(22, 23, 24, 25, 27)) {
      uses.add(PinUse.input("button " + line, line, ActiveLevel.LOW, Pull.UP));
    }
    return uses;
  }

  @Test
  void noWireLiesOnAnother() {
    String svg = new PinPlan(manyParts(), ConfigTxt.unknown()).drawing("Home");
    List<List<Piece>> wires = new ArrayList<>();
    Matcher path = Pattern.compile("<path d='(M[^']*)'").matcher(svg);
    while (path.find()) {
      wires.add(pieces(path.group(1)));
    }

    assertEquals(new PinPlan(manyParts(), ConfigTxt.unknown()).wires().size(), wires.size());
    for (int i = 0; i < wires.size(); i++) {
      for (Piece piece : wires.get(i)) {
        for (List<Piece> later : wires.subList(i + 1, wires.size())) {
          for (Piece other : later) {
            assertTrue(!piece.liesOn(other), () -> piece + " lies on " + other);
          }
        }
      }
    }
  }

  private static List<Piece> pieces(String path) {
    List<Piece> pieces = new ArrayList<>();
    int x = 0;
    int y = 0;
    Matcher step = Pattern.compile("([MHV])(\\d+)(?:,(\\d+))?").matcher(path);
    while (step.find()) {
      int to = Integer.parseInt(step.group(2));
      switch (step.group(1)) {
        case "M" -> {
          x = to;
          y = Integer.parseInt(step.group(3));
        }
        case "H" -> {
          pieces.add(new Piece(false, y, Math.min(x, to), Math.max(x, to)));
          x = to;
        }
        default -> {
          pieces.add(new Piece(true, x, Math.min(y, to), Math.max(y, to)));
          y = to;
        }
      }
    }
    return pieces;
  }

  @Test
  void everyWireHasItsNumberAndItsLineInTheTable() throws Exception {
    PinPlan plan = new PinPlan(manyParts(), ConfigTxt.unknown());
    String svg = plan.drawing("Home");
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));

    for (int i = 0; i < plan.wires().size(); i++) {
      Wire wire = plan.wires().get(i);
      String line =
          (i + 1) + "  " + wire.part() + ": " + wire.from() + " to pin " + wire.pin() + ",";
      assertTrue(svg.contains(line), line);
      assertTrue(svg.contains(">" + (i + 1) + "</text>"), line);
    }
    assertTrue(svg.contains("dtoverlay=w1-gpio"));
  }

  @Test
  void whatIsWrongIsMarkedAndSaid() {
    PinPlan plan =
        new PinPlan(
            List.of(
                PinUse.output("heater", 17, ActiveLevel.HIGH),
                PinUse.output("pump <1>", 17, ActiveLevel.HIGH)),
            ConfigTxt.unknown());

    String svg = plan.drawing("A & B");

    assertTrue(svg.contains("⚠ pump &lt;1&gt;"), svg);
    assertTrue(svg.contains("⚠ error: pump &lt;1&gt;: GPIO17 has heater already."), svg);
    assertTrue(svg.contains("A &amp; B"), svg);
  }

  @Test
  void powerAndGroundComeFromPinsOfTheirKind() {
    for (Wire wire : new PinPlan(manyParts(), ConfigTxt.unknown()).wires()) {
      HeaderPin.Kind kind = HeaderPin.all().get(wire.pin() - 1).kind();
      switch (wire.colour()) {
        case RED -> assertEquals(HeaderPin.Kind.V5, kind);
        case ORANGE -> assertEquals(HeaderPin.Kind.V3, kind);
        case BLACK -> assertEquals(HeaderPin.Kind.GROUND, kind);
        default -> assertEquals(HeaderPin.Kind.GPIO, kind);
      }
    }
  }
}
