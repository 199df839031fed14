package hearth.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.broker.BrokerSettings;
import hearth.runtime.config.LimitsSettings;
import org.junit.jupiter.api.Test;

class BrokerLimitsTest {
  @Test
  void withoutLimitsInTheConfigurationTheBrokersOwnHold() {
    assertEquals(
        BrokerSettings.DEFAULTS,
        BrokerLimits.of(LimitsSettings.DEFAULTS, BrokerSettings.DEFAULTS.version()));
  }
}
