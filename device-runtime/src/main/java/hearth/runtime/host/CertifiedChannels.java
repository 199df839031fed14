package hearth.runtime.host;

import hearth.broker.access.CertificateUser;
import hearth.io.net.Channel;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.tinylog.Logger;

/** Connections of clients that have shown a certificate. On the loop's thread. */
final class CertifiedChannels {
  private static final int FEW = 16;

  /** With what says whether their certificates are revoked by now. */
  private final Map<Channel, Predicate<X509Certificate>> channels = new HashMap<>();

  private final Consumer<Channel> cutOff;
  private int forgetAt = FEW;

  /**
   * @param cutOff ends a connection, be it served already or not
   */
  CertifiedChannels(Consumer<Channel> cutOff) {
    this.cutOff = cutOff;
  }

  /**
   * Remembers a connection whose handshake has succeeded. What was revoked since it began is seen
   * here: it was looked at by the list of before.
   *
   * @return false where it is cut off
   */
  boolean add(Channel channel, Predicate<X509Certificate> isRevoked) {
    forgetClosed();
    channels.put(channel, isRevoked);
    return !isCutOff(channel, isRevoked);
  }

  /** Now and then, so that they are never more than twice those that are open. */
  private void forgetClosed() {
    if (channels.size() >= forgetAt) {
      channels.keySet().removeIf(channel -> !channel.isOpen());
      forgetAt = 2 * channels.size() + FEW;
    }
  }

  /** The lists were reloaded. */
  void closeRevoked() {
    List.copyOf(channels.entrySet()).forEach(each -> isCutOff(each.getKey(), each.getValue()));
  }

  private boolean isCutOff(Channel channel, Predicate<X509Certificate> isRevoked) {
    X509Certificate certificate = channel.peer().certificate();
    boolean isItself = isRevoked.test(certificate);
    if (!isItself && channel.peer().issuers().stream().noneMatch(isRevoked)) {
      return false;
    }
    Logger.info(
        "{} is cut off: {}, that of {}, is revoked",
        channel.peer(),
        isItself ? "its certificate" : "an authority above its certificate",
        CertificateUser.of(certificate));
    cutOff.accept(channel);
    channels.remove(channel);
    return true;
  }
}
