package hearth.runtime.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.broker.BrokerSettings;
import hearth.runtime.config.LimitsSettings;
import hearth.runtime.config.MemoryPlan;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerLimitsTest {
  private static final long SHIPPED_HEAP = 128L << 20;

  @Test
  void withoutLimitsInTheConfigurationTheBrokersOwnHold() {
    LimitsSettings none = LimitsSettings.DEFAULTS;
    assertEquals(
        BrokerSettings.DEFAULTS,
        BrokerLimits.of(
            none,
            new MemoryPlan(none, false, false, SHIPPED_HEAP),
            Map.of(),
            BrokerSettings.DEFAULTS.version()));
  }
}
