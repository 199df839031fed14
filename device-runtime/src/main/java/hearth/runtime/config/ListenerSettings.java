package hearth.runtime.config;

/**
 * An item of {@code listen} of the broker.
 *
 * @param anonymous which clients may come without a user name
 */
public record ListenerSettings(Position where, NetworkAddress address, Anonymous anonymous) {
  /** Which clients may come without a user name. */
  public enum Anonymous {
    NO,
    /** Those of this machine. */
    LOCAL,
    YES
  }

  private static final Key<NetworkAddress> ADDRESS =
      Key.required(
          "address",
          new Scalar<>(
              "an address and port such as 0.0.0.0:1883 (all networks) or 127.0.0.1:1883 (this"
                  + " machine)",
              NetworkAddress::of),
          "where it listens");

  private static final Key<Anonymous> ANONYMOUS =
      Key.optional(
          "anonymous",
          Values.oneOf(Anonymous.class),
          Anonymous.NO,
          "which clients may come without a user name: none, those of this machine, or all");

  static final Schema<ListenerSettings> SCHEMA =
      new Schema<>(
              "a listener",
              form -> new ListenerSettings(form.position(), form.get(ADDRESS), form.get(ANONYMOUS)),
              ADDRESS,
              ANONYMOUS)
          .orJust(ADDRESS);
}
