package hearth.io.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A text for programs, and who is not given it. */
class HttpTextTest {
  private static final String USUAL = "GET /metrics HTTP/1.1\r\nHost: 10.0.0.1:9641\r\n";

  private final TestLoop loop = TestLoop.manual();
  private final List<IOException> failures = new ArrayList<>();
  private String token;
  private String reader = "client";
  private Recorder client;
  private MemoryChannel.Pair below;

  private String ask(String request) {
    client = new Recorder();
    HttpText text =
        new HttpText(
            loop.loop(),
            "/metrics",
            "text/plain",
            new HttpHost(List.of("hearth.local")),
            reader::equals,
            token == null ? null : token.getBytes(ISO_8859_1),
            10_000_000_000L,
            () -> "up 1\n".getBytes(ISO_8859_1));
    below = MemoryChannel.pair(loop.loop(), "client", "server");
    loop.run(() -> text.accepting(failures::add).accepted(below.b()));
    loop.run(() -> below.a().open(client));
    loop.run(() -> below.a().write(request.getBytes(ISO_8859_1)));
    loop.settle();
    return client.text();
  }

  @Test
  void itIsGivenToWhoMayReadIt() {
    String answer = ask(USUAL + "Accept: */*\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
    assertTrue(answer.contains("Content-Type: text/plain\r\n"), answer);
    assertTrue(answer.contains("Content-Length: 5\r\n"), answer);
    assertTrue(answer.endsWith("\r\n\r\nup 1\n"), answer);
    assertEquals(List.of(), failures);
    assertTrue(client.closed);
  }

  @Test
  void aHeadHasNoBody() {
    String answer = ask("HEAD /metrics HTTP/1.1\r\nHost: hearth.local\r\n\r\n");

    assertTrue(answer.contains("Content-Length: 5\r\n"), answer);
    assertTrue(answer.endsWith("\r\n\r\n"), answer);
  }

  @ParameterizedTest
  @CsvSource({
    "'GET / HTTP/1.1|Host: 10.0.0.1', 404",
    "'POST /metrics HTTP/1.1|Host: 10.0.0.1', 405",
    "'GET /metrics HTTP/1.1|Host: evil.example', 421",
    "'GET /metrics HTTP/1.1|Accept: x', 400",
    "'GET /metrics|Host: 10.0.0.1', 400",
  })
  void nothingElseIsAnswered(String request, String status) {
    String answer = ask(request.replace("|", "\r\n") + "\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertFalse(answer.contains("up 1"), answer);
    assertEquals(1, failures.size());
    assertTrue(client.closed);
  }

  @Test
  void othersDoNotGetIt() {
    reader = "another";

    assertTrue(ask(USUAL + "\r\n").startsWith("HTTP/1.1 403 "));
    assertTrue(failures.get(0).getMessage().contains("client"), failures.get(0).getMessage());
  }

  @Test
  void aTokenIsAskedFor() {
    token = "correct horse";

    assertTrue(ask(USUAL + "\r\n").startsWith("HTTP/1.1 401 "));
    assertTrue(ask(USUAL + "Authorization: Bearer wrong\r\n\r\n").startsWith("HTTP/1.1 401 "));
    assertTrue(
        ask(USUAL + "Authorization: Bearer correct horse\r\n\r\n").startsWith("HTTP/1.1 200 "));
  }

  @Test
  void whoDoesNotFinishIsCutOff() {
    ask("GET /metrics HTTP/1.1\r\n");
    loop.advance(Duration.ofSeconds(11));

    assertTrue(client.closed);
    assertTrue(failures.get(0).getMessage().contains("not finished"), "" + failures);
  }

  @Test
  void aHeadWithoutEndIsRefused() {
    assertTrue(ask("GET /metrics HTTP/1.1\r\nA: " + "a".repeat(9000)).startsWith("HTTP/1.1 431 "));
  }
}
