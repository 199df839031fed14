package hearth.runtime.thing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.loop.ManualClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EchoFilterTest {
  private final ManualClock clock = new ManualClock();
  private final CompletableFuture<Void> taken = new CompletableFuture<>();
  private final EchoFilter echoes = new EchoFilter(clock);

  @Test
  void eachOwnMessageIsRecognizedOnce() {
    echoes.published("ON", taken);
    echoes.published("ON", taken);

    assertTrue(echoes.isEcho("ON"));
    assertTrue(echoes.isEcho("ON"));
    assertFalse(echoes.isEcho("ON"));
  }

  @Test
  void anothersMessageBeforeTheEchoIsACommand() {
    echoes.published("ON", taken);

    assertFalse(echoes.isEcho("OFF"));
    assertTrue(echoes.isEcho("ON"));
  }

  @Test
  void aLostEchoDoesNotSwallowALaterCommand() {
    echoes.published("ON", taken);
    clock.advance(Duration.ofSeconds(6));

    assertFalse(echoes.isEcho("ON"));
  }

  @Test
  void whatWasAcknowledgedDoesNotComeBackOnANewConnection() {
    echoes.published("ON", taken);
    taken.complete(null);
    echoes.reconnected();

    assertFalse(echoes.isEcho("ON"));
  }

  @Test
  void whatWasNotAcknowledgedIsPublishedAgainAndComesBack() {
    echoes.published("ON", taken);
    clock.advance(Duration.ofSeconds(60));
    echoes.reconnected();

    assertTrue(echoes.isEcho("ON"));
    assertFalse(echoes.isEcho("ON"));
  }
}
