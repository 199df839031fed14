package hearth.runtime.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.access.tls.HomeCertificates;
import hearth.io.net.Channel;
import hearth.io.net.Peer;
import hearth.io.net.PemFile;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertifiedChannelsTest {
  private final CertifiedChannels channels = new CertifiedChannels(Channel::abort);
  private final Set<X509Certificate> revoked = new HashSet<>();
  private final List<String> aborted = new ArrayList<>();

  @TempDir private Path folder;
  private HomeCertificates home;

  private X509Certificate certificate(String user) throws Exception {
    if (home == null) {
      home = new HomeCertificates(folder, new SecureRandom());
      home.authority("home", List.of("pi"), List.of(), Instant.now());
    }
    return PemFile.read(home.writeClient(user, Instant.now())).certificates().get(0);
  }

  private Channel channel(String host, X509Certificate... shown) {
    Peer peer = new Peer(host, 1, null).with(List.of(shown));
    return (Channel)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Channel.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "peer" -> peer;
                  case "isOpen" -> !aborted.contains(host);
                  case "abort" -> {
                    aborted.add(host);
                    yield null;
                  }
                  case "hashCode" -> host.hashCode();
                  case "equals" -> self == arguments[0];
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Test
  void whatIsRevokedLaterCutsOff() throws Exception {
    X509Certificate anna = certificate("anna");
    assertTrue(channels.add(channel("10.0.0.1", anna), revoked::contains));
    assertTrue(channels.add(channel("10.0.0.2", certificate("bert")), revoked::contains));

    revoked.add(anna);
    channels.closeRevoked();
    channels.closeRevoked();

    assertEquals(List.of("10.0.0.1"), aborted);
  }

  @Test
  void anAuthorityBetweenThatIsRevokedCutsOffWhomItVouchesFor() throws Exception {
    X509Certificate between = certificate("between");
    X509Certificate root = certificate("root");
    channels.add(channel("10.0.0.1", certificate("anna"), between, root), revoked::contains);
    channels.add(channel("10.0.0.2", certificate("bert"), root), revoked::contains);

    revoked.add(between);
    channels.closeRevoked();

    assertEquals(List.of("10.0.0.1"), aborted);
  }

  /** A handshake takes as long as its client likes, and is looked at by the list of its start. */
  @Test
  void whatWasRevokedDuringTheHandshakeIsNotLetIn() throws Exception {
    X509Certificate anna = certificate("anna");
    revoked.add(anna);

    assertFalse(channels.add(channel("10.0.0.1", anna), revoked::contains));

    assertEquals(List.of("10.0.0.1"), aborted);
  }
}
