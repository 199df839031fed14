package hearth.runtime.host;

import hearth.broker.access.AccessFileException;
import hearth.broker.access.Reloadable;
import hearth.io.loop.SelectorLoop;
import hearth.io.net.Channel;
import hearth.io.net.Peer;
import hearth.io.net.TcpListener;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.TlsSettings;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * The certificates of all listeners with TLS, read anew at each reload, and the connections that
 * end where one is revoked. On the loop's thread, but for {@link #reload}.
 */
final class CertificateFiles {
  private final SelectorLoop loop;
  private final List<Reloadable<ListenerCertificates>> all = new ArrayList<>();
  private final CertifiedChannels certified;

  /**
   * @param cutOff ends a connection whose certificate is revoked
   */
  CertificateFiles(SelectorLoop loop, Consumer<Channel> cutOff) {
    this.loop = loop;
    this.certified = new CertifiedChannels(cutOff);
  }

  /**
   * Reads those of a listener with TLS.
   *
   * @throws CommandFailure where they cannot be used, saying why and what to do
   */
  Reloadable<ListenerCertificates> read(ListenerSettings settings) throws CommandFailure {
    TlsSettings tls = settings.tls();
    CertificateCheck check = new CertificateCheck(Instant.now());
    check.look(settings);
    check.errors().forEach(error -> Logger.error("Certificates: {}", error));
    check.warnings().forEach(warning -> Logger.warn("Certificates: {}", warning));
    try {
      Reloadable<ListenerCertificates> files =
          new Reloadable<>(
              "the certificate " + tls.certificates().get(0), () -> ListenerCertificates.read(tls));
      all.add(files);
      return files;
    } catch (IOException | AccessFileException | GeneralSecurityException e) {
      throw new CommandFailure(
          "the certificate of a listener cannot be used: "
              + e.getMessage()
              + "; 'hearth tls init' makes one for this machine",
          e);
    }
  }

  /** A certificate that is revoked later, or was during the handshake, takes its connection. */
  TcpListener.Acceptor remembering(
      Reloadable<ListenerCertificates> files, TcpListener.Acceptor next) {
    return channel -> {
      boolean isCertified = channel.peer().certificate() != null;
      if (!isCertified || certified.add(channel, each -> isRevoked(files, each))) {
        next.accepted(channel);
      }
    };
  }

  /** Whether by now a list of a listener has a certificate that a client has shown. */
  boolean isRevoked(Peer peer) {
    return all.stream()
        .filter(files -> files.current().trust() != null)
        .anyMatch(
            files ->
                isRevoked(files, peer.certificate())
                    || peer.issuers().stream().anyMatch(each -> isRevoked(files, each)));
  }

  private static boolean isRevoked(
      Reloadable<ListenerCertificates> files, X509Certificate certificate) {
    return files.current().trust().isRevoked(certificate);
  }

  /**
   * Reads the certificates anew; those that cannot be read stay as they were. On a worker.
   *
   * @return what went wrong, a sentence each
   */
  List<String> reload() {
    List<String> problems = new ArrayList<>();
    for (Reloadable<ListenerCertificates> certificate : List.copyOf(all)) {
      String problem = certificate.reload();
      if (problem != null) {
        problems.add(problem);
      }
    }
    loop.execute(certified::closeRevoked);
    return problems;
  }
}
