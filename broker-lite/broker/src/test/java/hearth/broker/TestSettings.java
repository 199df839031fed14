package hearth.broker;

import hearth.broker.account.Budget;
import hearth.broker.account.Limits;
import hearth.broker.connection.ConnectionLimits;
import hearth.broker.session.SessionLimits;
import hearth.protocol.codec.PacketSizes;
import java.util.Map;

/** Limits that a test does not reach, unless it is about them. */
public final class TestSettings {
  public static final BrokerSettings ROOMY =
      new BrokerSettings(
          "hearth",
          new ConnectionLimits(
              new PacketSizes(8 << 20, 64 << 10, 1 << 20, 16 << 10),
              1024,
              64,
              0,
              10_000_000_000L,
              256 << 10,
              1_000_000_000L,
              1024,
              64,
              false),
          new SessionLimits(10_000, 5000, 256, 1000, 4 << 20, 10_000, 30 * 86_400),
          2000,
          1000,
          200,
          100_000,
          new Limits(
              Map.of(
                  Budget.STRANGERS, 2L << 20,
                  Budget.BUFFERS, 14L << 20,
                  Budget.QUEUES, 16L << 20,
                  Budget.RETAINED, 18L << 20,
                  Budget.SESSIONS, 10L << 20)),
          64L << 20);

  private TestSettings() {}
}
