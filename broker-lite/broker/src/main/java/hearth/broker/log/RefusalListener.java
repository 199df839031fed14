package hearth.broker.log;

import hearth.io.net.Peer;
import hearth.protocol.packet.ReasonCode;

/** Hears of everybody who was refused something, to log and to remember it. */
@FunctionalInterface
public interface RefusalListener {
  /**
   * A refusal.
   *
   * @param clientIdentifier null where it is not known yet
   * @param userName null where there is none
   * @param what was asked, as {@code publish to home/safe}
   * @param why a sentence that ends without a full stop
   */
  void refused(
      Peer peer,
      String clientIdentifier,
      String userName,
      String what,
      ReasonCode reasonCode,
      String why);
}
