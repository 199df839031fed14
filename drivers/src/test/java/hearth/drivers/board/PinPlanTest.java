package hearth.drivers.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.board.Finding.Severity;
import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.Pull;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PinPlanTest {
  private static final Board PI_4 = new Board("Raspberry Pi 4 Model B Rev 1.5", Board.Chip.BCM2711);

  private static PinPlan plan(String config, PinUse... uses) {
    return new PinPlan(List.of(uses), ConfigTxt.parse(config, PI_4));
  }

  private static void assertFinding(Severity severity, String word, PinPlan plan) {
    List<Finding> findings = plan.findings();
    assertEquals(1, findings.size(), findings::toString);
    assertEquals(severity, findings.get(0).severity());
    assertTrue(findings.get(0).text().contains(word), findings::toString);
  }

  private static void assertNothing(PinPlan plan) {
    assertEquals(List.of(), plan.findings());
  }

  @Test
  void aSoundPlanHasNoFindings() {
    assertNothing(
        plan(
            "dtoverlay=w1-gpio\ndtoverlay=dht11,gpiopin=22\n",
            PinUse.oneWire("kitchen", 4),
            PinUse.oneWire("cellar", 4),
            PinUse.dht("bath", 22),
            PinUse.output("relay", 5, ActiveLevel.LOW),
            PinUse.output("lamp", 17, ActiveLevel.HIGH),
            PinUse.input("button", 27, ActiveLevel.LOW, Pull.UP)));
  }

  @Test
  void anActiveLowRelayOnAPulledDownPinIsOnAtBoot() {
    PinPlan plan = plan("", PinUse.output("boiler", 17, ActiveLevel.LOW));

    assertFinding(Severity.WARNING, "gpio=17=op,dh", plan);
    assertFinding(Severity.WARNING, "Choose one of GPIO4, GPIO5, GPIO6, GPIO7, GPIO8", plan);
    assertEquals(List.of("gpio=17=op,dh"), plan.configLines());
  }

  @Test
  void anActiveHighLampOnAPulledUpPinIsOnAtBoot() {
    assertFinding(
        Severity.WARNING, "gpio=6=op,dl", plan("", PinUse.output("lamp", 6, ActiveLevel.HIGH)));
  }

  @Test
  void theFirmwareCanHoldTheRelayOff() {
    assertNothing(plan("gpio=4,16-18=op,dh", PinUse.output("boiler", 17, ActiveLevel.LOW)));
    assertFinding(
        Severity.WARNING,
        "pulled down",
        plan("gpio=16,18=op,dh\ngpio=17=ip", PinUse.output("boiler", 17, ActiveLevel.LOW)));
  }

  @Test
  void twoThingsOnOnePinAreToldOnce() {
    assertFinding(
        Severity.ERROR,
        "GPIO17 has lamp already.",
        plan(
            "",
            PinUse.output("lamp", 17, ActiveLevel.HIGH),
            PinUse.output("fan", 17, ActiveLevel.HIGH)));
  }

  @Test
  void theUsual1WireBusIsInThePlan() {
    PinUse relay = PinUse.output("relay", 4, ActiveLevel.LOW);
    PinUse outside = PinUse.oneWire("outside");
    assertFinding(
        Severity.ERROR, "1-wire bus", new PinPlan(List.of(outside, relay), ConfigTxt.unknown()));
    assertFinding(
        Severity.ERROR, "1-wire bus", new PinPlan(List.of(relay, outside), ConfigTxt.unknown()));

    assertNothing(plan("dtoverlay=w1-gpio,gpiopin=17", relay, outside));
    assertFinding(
        Severity.ERROR,
        "GPIO17 has outside already",
        plan(
            "dtoverlay=w1-gpio,gpiopin=17",
            outside,
            PinUse.input("button", 17, ActiveLevel.LOW, Pull.UP)));
  }

  @Test
  void theLineOfABusIsNotDrivenAtBoot() {
    PinUse relay = PinUse.output("relay", 4, ActiveLevel.HIGH);
    PinPlan plan = new PinPlan(List.of(PinUse.oneWire("outside"), relay), ConfigTxt.unknown());

    assertFinding(Severity.ERROR, "1-wire bus", plan);
    assertEquals(List.of("dtoverlay=w1-gpio"), plan.configLines());
  }

  @Test
  void oneBusHasOneLine() {
    assertEquals(
        List.of("dtoverlay=w1-gpio"),
        new PinPlan(List.of(PinUse.oneWire("outside")), ConfigTxt.unknown()).configLines());
    assertEquals(
        List.of("dtoverlay=w1-gpio,gpiopin=17"),
        new PinPlan(
                List.of(PinUse.oneWire("outside"), PinUse.oneWire("cellar", 17)),
                ConfigTxt.unknown())
            .configLines());
  }

  @Test
  void partsOfTheI2cBusTakeItsLines() {
    List<PinUse> uses = new ArrayList<>(PinUse.i2c("air", "dtoverlay=i2c-sensor,bme280"));
    assertNothing(new PinPlan(uses, ConfigTxt.parse("dtoverlay=i2c-sensor,bme280", PI_4)));
    assertFinding(
        Severity.WARNING,
        "dtoverlay=i2c-sensor,bme280",
        new PinPlan(uses, ConfigTxt.parse("dtparam=i2c_arm=on", PI_4)));
    assertEquals(
        List.of("dtparam=i2c_arm=on", "dtoverlay=i2c-sensor,bme280"),
        new PinPlan(uses, ConfigTxt.unknown()).configLines());

    uses.addAll(PinUse.i2c("light", "dtoverlay=i2c-sensor,bh1750"));
    uses.add(PinUse.input("button", 3, ActiveLevel.LOW, Pull.UP));
    assertFinding(Severity.ERROR, "I²C bus", new PinPlan(uses, ConfigTxt.unknown()));
    assertNothing(
        new PinPlan(
            uses,
            ConfigTxt.parse(
                "dtoverlay=i2c-sensor,bme280,i2c3\ndtoverlay=i2c-sensor,bh1750,i2c3", PI_4)));
  }

  @Test
  void pinsOfBusesAreNamed() {
    PinUse onTwo = PinUse.input("button", 2, ActiveLevel.LOW, Pull.UP);
    assertFinding(Severity.ERROR, "I²C bus", plan("dtparam=i2c_arm=on", onTwo));
    assertNothing(plan("dtparam=i2c_arm=off", onTwo));

    PinUse onTen = PinUse.output("lamp", 10, ActiveLevel.HIGH);
    assertFinding(Severity.ERROR, "SPI bus", plan("dtparam=audio=on,spi=on", onTen));
    PinUse onTwelve = PinUse.output("lamp", 12, ActiveLevel.HIGH);
    assertFinding(Severity.ERROR, "dtoverlay=gpio-fan", plan("dtoverlay=gpio-fan", onTwelve));
    assertNothing(plan("dtoverlay=gpio-fan,gpiopin=13", onTwelve));
  }

  @Test
  void theSerialPortOwnsItsPinsAndIsRemarkedWithout() {
    PinUse lamp = PinUse.output("lamp", 14, ActiveLevel.HIGH);

    assertEquals(
        List.of(Severity.ERROR, Severity.NOTE),
        plan("enable_uart=1", lamp).findings().stream().map(Finding::severity).toList());
    assertFinding(Severity.NOTE, "serial port", plan("", lamp));
  }

  @Test
  void theMemoryOfHatsIsLeftAlone() {
    assertFinding(Severity.WARNING, "HAT", plan("", PinUse.output("relay", 1, ActiveLevel.LOW)));
  }

  @Test
  void aMissingOverlayIsWrittenOut() {
    assertFinding(
        Severity.WARNING, "dtoverlay=w1-gpio,gpiopin=4", plan("", PinUse.oneWire("kitchen", 4)));
    assertFinding(
        Severity.NOTE,
        "dtoverlay=dht11,gpiopin=22",
        plan("dtoverlay=dht11\n", PinUse.dht("bath", 22)));
    assertFinding(
        Severity.ERROR,
        "GPIO4 belongs to dtoverlay=w1-gpio",
        plan("dtoverlay=w1-gpio", PinUse.output("relay", 4, ActiveLevel.LOW)));
  }

  @Test
  void withoutAFileNobodyAccusesIt() {
    PinPlan plan = new PinPlan(List.of(PinUse.oneWire("kitchen", 4)), ConfigTxt.unknown());

    assertNothing(plan);
    assertEquals(List.of("dtoverlay=w1-gpio,gpiopin=4"), plan.configLines());
  }

  @Test
  void linesThatDoNotComeOutAreErrors() {
    assertFinding(Severity.ERROR, "header", plan("", PinUse.output("lamp", 40, ActiveLevel.HIGH)));
  }

  @Test
  void pullsThatDoNothingAreTold() {
    assertFinding(
        Severity.ERROR, "1.8 kΩ", plan("", PinUse.input("button", 3, ActiveLevel.HIGH, Pull.DOWN)));
    assertFinding(
        Severity.NOTE, "no pull", plan("", PinUse.input("button", 22, ActiveLevel.LOW, Pull.NONE)));
  }

  @Test
  void dimmingNeedsItsPinsAndChannels() {
    assertFinding(
        Severity.ERROR,
        "GPIO12, GPIO13",
        plan("dtoverlay=pwm,pin=17", PinUse.pwm("lamp", 17, ActiveLevel.HIGH)));
    assertFinding(
        Severity.ERROR,
        "same channel",
        plan(
            "dtoverlay=pwm-2chan,pin=12,pin2=18",
            PinUse.pwm("one", 12, ActiveLevel.HIGH),
            PinUse.pwm("two", 18, ActiveLevel.HIGH)));
  }

  @Test
  void dimmingLinesAreWrittenOut() {
    assertEquals(
        List.of("dtoverlay=pwm,pin=18,func=2"),
        plan("", PinUse.pwm("lamp", 18, ActiveLevel.HIGH)).configLines());
    assertEquals(
        List.of("dtoverlay=pwm-2chan,pin=18,func=2,pin2=13,func2=4"),
        plan("", PinUse.pwm("one", 13, ActiveLevel.HIGH), PinUse.pwm("two", 18, ActiveLevel.HIGH))
            .configLines());
  }

  @Test
  void theWiringIsATable() {
    PinPlan plan =
        plan(
            "",
            PinUse.output("boiler", 17, ActiveLevel.LOW),
            PinUse.oneWire("kitchen", 4),
            PinUse.input("button", 27, ActiveLevel.LOW, Pull.UP));

    assertEquals(
        """
         pin  line    thing    connect
           7  GPIO4   kitchen  data, with 4.7 kΩ to 3.3 V (pin 1)
          11  GPIO17  boiler   its input; on while 0 V
          13  GPIO27  button   a contact to ground
        """,
        String.join("\n", plan.wiring()) + "\n");
  }
}
