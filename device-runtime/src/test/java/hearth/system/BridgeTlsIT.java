package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.testsupport.Eventually;
import hearth.testsupport.FreePort;
import hearth.testsupport.OutsideProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Year;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS of a bridge: against Debian's mosquitto, which wants a certificate, and openssl's server. */
class BridgeTlsIT {
  @TempDir private Path folder;
  private int port;

  @BeforeEach
  void makeCertificates() throws IOException {
    tls("init", "tls");
    tls("client", "tls", "house-7");
    tls("init", "others");
    tls("client", "others", "house-7");
    Files.createDirectory(folder.resolve("own"));
    port = FreePort.find();
  }

  private void tls(String what, String name, String... more) {
    List<String> words = new ArrayList<>(List.of("tls", what, "--dir", file(name)));
    words.addAll(List.of(more));
    try (HearthProcess made = HearthProcess.start(words.toArray(new String[0]))) {
      assertEquals(0, made.awaitEnd(), made::told);
    }
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  /** The bridge shows these from its next connection on. */
  private void shows(String from) throws IOException {
    for (String name : List.of("house-7.crt", "house-7.key")) {
      Path to = folder.resolve("own").resolve(name);
      Files.copy(folder.resolve(from).resolve(name), to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private String home(String tls) {
    return new HomeFolder(folder)
        .file(
            "home.yaml",
            """
            broker:
              listen: [{address: '127.0.0.1:0', anonymous: local}]
              bridges:
                - name: cluster
                  server: mqtts://127.0.0.1:%d
                  client_id: house-7
                  version: 3.1.1
                  reconnect_within: 1s
                  tls: {ca: tls/ca.crt%s}
                  out: [{local: home/, remote: houses/7/}]
            """
                .formatted(port, tls));
  }

  private OutsideProcess mosquitto() {
    String config =
        new HomeFolder(folder)
            .file(
                "mosquitto.conf",
                """
                user %s
                listener %d 127.0.0.1
                allow_anonymous true
                cafile %s
                certfile %s
                keyfile %s
                require_certificate true
                """
                    .formatted(
                        System.getProperty("user.name"),
                        port,
                        file("tls/ca.crt"),
                        file("tls/server.crt"),
                        file("tls/server.key")));
    return new OutsideProcess(List.of("mosquitto", "-v", "-c", config));
  }

  private static final String OWN = ", certificate: own/house-7.crt, key: own/house-7.key";

  @Test
  void aCertificateOfAnotherIsRefusedAndThatOfTodayIsReadAnew() throws IOException {
    shows("others");
    try (OutsideProcess remote = mosquitto();
        HearthProcess hearth = HearthProcess.ready("broker", "--config", home(OWN))) {
      Mosquitto here = new Mosquitto(hearth.port());
      here.publishRetained("home/lamp", "ON");
      hearth.awaitLog("Bridge cluster, out: 127.0.0.1 port ");
      assertEquals(0, remote.logCount("house-7"), remote::told);

      shows("tls");

      remote.awaitLog("Sending PUBACK to house-7");
    }
  }

  @Test
  void theNameAndTheCertificateAreInTheHandshake() throws IOException {
    awaitInHandshake(
        "-cert2 %s -key2 %s -servername localhost -Verify 1 -CAfile %s"
            .formatted(file("tls/server.crt"), file("tls/server.key"), file("tls/ca.crt")),
        ", server_name: localhost",
        "HostnameinTLSextension:\"localhost\"",
        "CN=house-7");
  }

  /** As AWS wants it on port 443. Openssl tells of it where it asks for no name. */
  @Test
  void theProtocolAndTheCertificateAreInTheHandshake() throws IOException {
    awaitInHandshake(
        "-alpn other,x-amzn-mqtt-ca -Verify 1 -CAfile " + file("tls/ca.crt"),
        ", alpn: x-amzn-mqtt-ca",
        "ALPNprotocolsadvertisedbytheclient:x-amzn-mqtt-ca",
        "ALPNprotocolsselected:x-amzn-mqtt-ca",
        "CN=house-7");
  }

  private void awaitInHandshake(String options, String further, String... all) throws IOException {
    String server =
        "openssl s_server -accept 127.0.0.1:%d -cert %s -key %s "
            .formatted(port, file("tls/server.crt"), file("tls/server.key"));
    shows("tls");
    try (OutsideProcess openssl = new OutsideProcess(List.of((server + options).split(" ")));
        HearthProcess hearth = HearthProcess.ready("broker", "--config", home(OWN + further))) {
      Eventually.holds(
          "the handshake has all",
          () ->
              Stream.of(all)
                  .allMatch(openssl.told().replace(" ", "")::contains), // as each version writes it
          () -> openssl.told() + hearth.told());
    }
  }

  /** As on a Pi that has no battery for its clock: no certificate of today is valid in 2020. */
  @Test
  void aClockThatIsNotSetIsNamedAndWaitedFor() throws IOException {
    FakeClock clock = FakeClock.in(folder);
    shows("tls");
    clock.set(2020 - Year.now(ZoneId.systemDefault()).getValue());
    try (OutsideProcess remote = mosquitto();
        HearthProcess hearth = clock.ready("broker", "--config", home(OWN))) {
      Mosquitto here = new Mosquitto(hearth.port());
      here.publishRetained("home/lamp", "ON");
      hearth.awaitLog("the clock of this machine is not set, it shows 20(19|20|21)-");
      assertEquals(0, remote.logCount("New connection from"), remote::told);

      clock.set(0);

      remote.awaitLog("Sending PUBACK to house-7");
    }
  }
}
