package hearth.drivers.pin;

/** The resistor inside the chip (about 50 kΩ) that gives an undriven pin its level. */
public enum Pull {
  NONE,
  UP,
  DOWN
}
