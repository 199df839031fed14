package hearth.runtime.thing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.loop.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EchoFilterTest {
  private final ManualClock clock = new ManualClock();
  private final EchoFilter echoes = new EchoFilter(clock);

  @Test
  void eachOwnMessageIsRecognizedOnce() {
    echoes.published("ON");
    echoes.published("ON");

    assertTrue(echoes.isEcho("ON"));
    assertTrue(echoes.isEcho("ON"));
    assertFalse(echoes.isEcho("ON"));
  }

  @Test
  void anothersMessageBeforeTheEchoIsACommand() {
    echoes.published("ON");

    assertFalse(echoes.isEcho("OFF"));
    assertTrue(echoes.isEcho("ON"));
  }

  @Test
  void aLostEchoDoesNotSwallowALaterCommand() {
    echoes.published("ON");
    clock.advance(Duration.ofSeconds(6));

    assertFalse(echoes.isEcho("ON"));
  }

  @Test
  void nothingComesBackOnANewConnection() {
    echoes.published("ON");
    echoes.reconnected();

    assertFalse(echoes.isEcho("ON"));
  }
}
