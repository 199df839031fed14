package hearth.drivers.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.pin.PinException;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import hearth.drivers.simulated.SimulatedDht.Fault;
import hearth.drivers.simulated.SimulatedDhtWire;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A DHT whose wire is listened to by a board that is a little slow. */
class WiredDhtTest extends DhtSensorContract {
  private final SimulatedDhtWire wire = new SimulatedDhtWire(DhtModel.DHT22, new Random(3));

  @Override
  protected DhtSource source(int line) {
    wire.listener(8_000, 3);
    return new WiredDht(wire, line);
  }

  @Override
  protected void climate(double celsius, double percent) {
    wire.climate(celsius, percent);
  }

  @Override
  protected void fault(Fault fault) {
    wire.fault(fault);
  }

  @ParameterizedTest
  @CsvSource({
    "IN_USE, IO",
    "PERMISSION, PERMISSION",
    "UNKNOWN_BOARD, NO_DRIVER",
    "NO_CHIP, NO_DRIVER",
    "NATIVE_LIBRARY, NO_DRIVER",
    "NO_SUCH_LINE, NO_SUCH_SENSOR",
  })
  void aLineThatCannotBeHadIsToldWithItsReason(PinException.Reason pin, Reason reason) {
    DhtWire refusing =
        () -> {
          throw new PinException(pin, "Line 4 is taken. Choose another.");
        };

    SensorException thrown =
        assertThrows(SensorException.class, new WiredDht(refusing, 4)::measure);

    assertEquals(reason, thrown.reason());
    assertEquals(
        "The DHT sensor on GPIO4 cannot be asked. Line 4 is taken. Choose another.",
        thrown.getMessage());
  }

  /** The same words each time: a reason that changes is told anew. */
  @Test
  void aBrokenFrameIsToldAlikeWhateverIsMissing() {
    WiredDht part = new WiredDht(wire, 4);
    wire.listener(0, 12);
    String told = assertThrows(SensorException.class, part::measure).getMessage();
    wire.listener(0, 20);

    assertEquals(told, assertThrows(SensorException.class, part::measure).getMessage());
    assertTrue(told.contains("let the kernel read it"), told);
  }
}
