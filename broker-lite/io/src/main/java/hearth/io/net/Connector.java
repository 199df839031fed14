package hearth.io.net;

import java.util.concurrent.CompletableFuture;

/** Opens connections to servers: over TCP, with layers on top, or in memory. */
public interface Connector {
  /**
   * Starts to connect. On the loop's thread.
   *
   * @param host a name or an address
   * @param port 1 to 65535
   * @param timeoutNanos for all of it, from the look-up of the name on
   * @return completed on the loop's thread with a channel that is not yet opened, or with an {@link
   *     java.io.IOException} that names host and port; cancelling it gives up
   */
  CompletableFuture<Channel> connect(String host, int port, long timeoutNanos);
}
