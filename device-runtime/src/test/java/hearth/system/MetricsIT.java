package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.testsupport.Eventually;
import hearth.testsupport.FreePort;
import hearth.testsupport.OutsideProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's Prometheus reads the figures of a running Hearth. */
class MetricsIT {
  private static final Path DASHBOARD = Path.of("../docs/fleet-dashboard.json");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @BeforeEach
  void requirePrometheus() {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/promtool"))
            && Files.isExecutable(Path.of("/usr/bin/prometheus")),
        "Debian's package prometheus is not installed");
  }

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    return file;
  }

  private HearthProcess hearth() throws IOException {
    Path file =
        file(
            "hearth.yaml",
            """
            device: {topic: home/x}
            hardware: {parts: simulated}
            broker:
              listen:
                - {address: 127.0.0.1:0, anonymous: yes}
                - {address: 127.0.0.1:0, metrics: from 127.0.0.1, token: correct horse}
              store: store
              bridges:
                - {name: cluster, server: 127.0.0.1:1, client_id: h, out: [{local: a/, remote: b/}]}
            """);
    return HearthProcess.ready("run", "--config", file.toString());
  }

  private static String get(String uri, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return e.toString(); // not yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }

  @Test
  void promtoolHasNothingAgainstThem() throws Exception {
    try (HearthProcess hearth = hearth()) {
      String metrics =
          get(
              "http://127.0.0.1:" + hearth.port(1) + "/metrics",
              "Authorization",
              "Bearer correct horse");
      Path text = file("metrics.txt", metrics);
      try (OutsideProcess promtool =
          new OutsideProcess(List.of("sh", "-c", "promtool check metrics < " + text))) {
        assertEquals(0, promtool.awaitEnd(), () -> promtool.told() + metrics);
        assertEquals(List.of(), promtool.lines(), promtool::told);
        assertEquals(List.of(), promtool.log(), promtool::told);
      }
    }
  }

  @Test
  void prometheusReadsThemAndUnderstandsTheDashboard() throws Exception {
    int port = FreePort.find();
    String api = "http://127.0.0.1:" + port + "/api/v1/query?query=";
    try (HearthProcess hearth = hearth();
        OutsideProcess prometheus = prometheus(port, hearth.port(1))) {
      Eventually.holds(
          "read",
          () -> get(api + "hearth_bridge_up").contains("\"bridge\":\"cluster\""),
          () -> prometheus.told() + get(api + "up"));

      Pattern.compile("\"expr\": *\"((?:[^\"\\\\]|\\\\.)*)\"")
          .matcher(Files.readString(DASHBOARD))
          .results()
          .map(expr -> expr.group(1).replace("\\\"", "\"").replace("$instance", ".*"))
          .forEach(
              query -> {
                String answer = get(api + URLEncoder.encode(query, StandardCharsets.UTF_8));
                assertTrue(answer.contains("\"status\":\"success\""), query + ": " + answer);
              });
    }
  }

  private OutsideProcess prometheus(int port, int target) throws IOException {
    Path file =
        file(
            "prometheus.yml",
            """
            scrape_configs:
              - job_name: hearth
                scrape_interval: 1s
                authorization: {credentials: correct horse}
                static_configs:
                  - targets: ["127.0.0.1:%d"]
            """
                .formatted(target));
    return new OutsideProcess(
        List.of(
            "prometheus",
            "--config.file=" + file,
            "--storage.tsdb.path=" + folder.resolve("db"),
            "--web.listen-address=127.0.0.1:" + port));
  }
}
