package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's Prometheus reads the figures of a running Hearth. */
class MetricsIT {
  private static final Path DASHBOARD = Path.of("../docs/fleet-dashboard.json");
  private static final Path MANUAL = Path.of("../docs/fleet.md");
  private static final Pattern EXPRESSION =
      Pattern.compile("\"expr\": *\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern ALERT = Pattern.compile("\\{alert: .*, expr: '([^']*)'");
  private static final Pattern SERIES = Pattern.compile("(hearth|process)_[a-z_]+");
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

  /** Its broker is nowhere. */
  private HearthProcess device() throws IOException {
    Path file =
        file(
            "device.yaml",
            """
            device:
              topic: home/y
              listen: [{address: 127.0.0.1:0, metrics: yes, token: correct horse}]
            mqtt: {broker: "127.0.0.1:1"}
            hardware: {parts: simulated}
            """);
    return HearthProcess.ready("device", "--config", file.toString());
  }

  private static String metricsOf(int port) {
    String uri = "http://127.0.0.1:" + port + "/metrics";
    return get(uri, "Authorization", "Bearer correct horse");
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
    try (HearthProcess hearth = hearth();
        HearthProcess device = device()) {
      checkByPromtool(metricsOf(hearth.port(1)));
      String ofDevice = metricsOf(device.port());
      checkByPromtool(ofDevice);
      assertTrue(ofDevice.contains("\nhearth_device_connected 0\n"), ofDevice);
      assertFalse(ofDevice.contains("\nhearth_clients_connected "), ofDevice);
      assertFalse(
          get("http://127.0.0.1:" + device.port() + "/metrics").contains("hearth_"),
          "without the token");
    }
  }

  private void checkByPromtool(String metrics) throws IOException {
    Path text = file("metrics.txt", metrics);
    try (OutsideProcess promtool =
        new OutsideProcess(List.of("sh", "-c", "promtool check metrics < " + text))) {
      assertEquals(0, promtool.awaitEnd(), () -> promtool.told() + metrics);
      assertEquals(List.of(), promtool.lines(), promtool::told);
      assertEquals(List.of(), promtool.log(), promtool::told);
    }
  }

  @Test
  void prometheusReadsThemAndTheDashboardAndTheAlertsShowThem() throws Exception {
    int port = FreePort.find();
    String api = "http://127.0.0.1:" + port + "/api/v1/query?query=";
    try (HearthProcess hearth = hearth();
        HearthProcess device = device();
        OutsideProcess prometheus = prometheus(port, hearth.port(1), device.port())) {
      String there = metricsOf(hearth.port(1)) + metricsOf(device.port());
      for (String query : queries()) {
        String asked = api + URLEncoder.encode(query, StandardCharsets.UTF_8);
        // A machine without a card has no series of it; then it is enough that it is understood.
        boolean isThere =
            SERIES.matcher(query).results().allMatch(name -> there.contains("\n" + name.group()));
        String wanted = isThere ? "\"value\":[" : "\"status\":\"success\"";
        Eventually.holds(
            query, () -> get(asked).contains(wanted), () -> prometheus.told() + get(asked));
      }
    }
  }

  /** Those of the dashboard, and what the alerts of the manual look at. */
  private static List<String> queries() throws IOException {
    Stream<String> ofDashboard =
        EXPRESSION
            .matcher(Files.readString(DASHBOARD))
            .results()
            .map(expr -> expr.group(1).replace("\\\"", "\"").replace("$instance", ".*"));
    Stream<String> ofAlerts =
        ALERT
            .matcher(Files.readString(MANUAL))
            .results()
            .map(expr -> expr.group(1).replaceFirst(" (==|<|>) [0-9.]+$", ""));
    List<String> all = Stream.concat(ofDashboard, ofAlerts).toList();
    assertTrue(all.size() > 30, all::toString);
    return all;
  }

  private OutsideProcess prometheus(int port, int home, int device) throws IOException {
    Path file =
        file(
            "prometheus.yml",
            """
            scrape_configs:
              - job_name: hearth
                scrape_interval: 1s
                authorization: {credentials: correct horse}
                static_configs:
                  - targets: ["127.0.0.1:%d", "127.0.0.1:%d"]
            """
                .formatted(home, device));
    return new OutsideProcess(
        List.of(
            "prometheus",
            "--config.file=" + file,
            "--storage.tsdb.path=" + folder.resolve("db"),
            "--web.listen-address=127.0.0.1:" + port));
  }
}
