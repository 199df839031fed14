package hearth.runtime.config;

/** The section {@code hardware}. */
public record HardwareSettings(Parts parts) {
  /** Which parts the things stand on. */
  public enum Parts {
    /** The real ones where the machine has pins, else simulated ones. */
    AUTO,
    REAL,
    SIMULATED
  }

  private static final Key<Parts> PARTS =
      Key.optional("parts", Values.oneOf(Parts.class), Parts.AUTO, "real or simulated parts");

  static final Schema<HardwareSettings> SCHEMA =
      new Schema<>("the hardware", form -> new HardwareSettings(form.get(PARTS)), PARTS);

  /** What holds where the section is left out. */
  static HardwareSettings byDefault() {
    return new HardwareSettings(PARTS.fallback());
  }
}
