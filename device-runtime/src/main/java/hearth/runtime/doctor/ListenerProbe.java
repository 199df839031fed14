package hearth.runtime.doctor;

import hearth.client.MqttClientBuilder;
import hearth.client.MqttException;
import hearth.client.ServerUri;
import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.io.net.PemFile;
import hearth.io.net.TlsContext;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.ListenerSettings.Anonymous;
import hearth.runtime.config.TlsSettings;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;

/** One listener of the running service's broker, tried as a phone in this machine would. */
final class ListenerProbe {
  private final ListenerSettings listener;
  private final ServerUri uri;
  private final String shown;

  private ListenerProbe(ListenerSettings listener) {
    this.listener = listener;
    String path = listener.webSocket() == null ? null : listener.webSocket().path();
    this.uri =
        new ServerUri(
            listener.tls() != null,
            listener.webSocket() != null,
            null,
            null,
            reachable(listener.address().host()),
            listener.address().port(),
            path == null ? "" : path.substring(path.startsWith("/") ? 1 : 0));
    this.shown =
        uri.host()
            + ":"
            + uri.port()
            + (uri.tls() ? " with TLS" : "")
            + (uri.webSocket() ? " by WebSocket" : "");
  }

  static Finding of(ListenerSettings listener) throws InterruptedException {
    ListenerProbe probe = new ListenerProbe(listener);
    if (listener.address().port() == 0) {
      return probe.finding(Severity.NOTE, "has another port at each start, and was not tried");
    }
    return listener.tls() == null
        ? probe.connect(BrokerProbe.options().server(probe.uri))
        : probe.connectWithTls(listener.tls());
  }

  /** An address that everybody may come to is reached on this machine, too. */
  private static String reachable(String listens) {
    return listens.equals("0.0.0.0") || listens.equals("::") ? "localhost" : listens;
  }

  /** Whom phones trust is theirs to say; here the listener is to have the certificate it names. */
  private Finding connectWithTls(TlsSettings tls) throws InterruptedException {
    if (tls.requireCertificate()) {
      return finding(
          Severity.NOTE, "wants a certificate of each client, and was not tried without one");
    }
    try {
      List<X509Certificate> chain = PemFile.read(tls.certificates().get(0)).certificates();
      chain.get(0).checkValidity();
      SSLContext context = TlsContext.of(null, null, chain);
      return connect(BrokerProbe.options().server(uri).tls(() -> context, true));
    } catch (IOException e) {
      return finding(
          Severity.ERROR, "has a certificate that cannot be read: " + e.getMessage() + ".");
    } catch (CertificateException e) {
      return finding(
          Severity.ERROR,
          "has a certificate that is not valid today: %s. Make a new one (hearth tls), or set the clock right."
              .formatted(e.getMessage()));
    }
  }

  /** Who comes from this machine needs no login where the configuration says so. */
  private Finding connect(MqttClientBuilder options) throws InterruptedException {
    MqttException refused = BrokerProbe.connect(options);
    if (refused == null) {
      return finding(Severity.NOTE, "is there, and lets this machine in");
    }
    if (!BrokerProbe.isLogin(refused)) {
      return finding(
          Severity.ERROR,
          "does not answer: %s. Is the service running? systemctl status hearth tells."
              .formatted(refused.getMessage()));
    }
    return listener.anonymous() == Anonymous.NO
        ? finding(Severity.NOTE, "is there, and wants a password")
        : finding(
            Severity.ERROR,
            "is there, and does not let this machine in without a password, as the configuration says it would. Is it another broker, such as Debian's mosquitto?");
  }

  private Finding finding(Severity severity, String what) {
    return BrokerProbe.finding(severity, shown, what);
  }
}
