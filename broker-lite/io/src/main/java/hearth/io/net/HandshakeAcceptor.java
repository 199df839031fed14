package hearth.io.net;

import hearth.io.loop.EventLoop;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Begins a layer on each connection and passes on whom that succeeds with.
 *
 * @param layer begins a handshake
 * @param underWay how many handshakes may be under way; who comes beyond that is cut off
 * @param failures hears of each handshake that failed
 */
record HandshakeAcceptor(
    EventLoop loop,
    Function<Channel, CompletableFuture<Channel>> layer,
    HostQuota underWay,
    TcpListener.Acceptor next,
    Consumer<? super IOException> failures)
    implements TcpListener.Acceptor {

  @Override
  public void accepted(Channel below) {
    String host = below.peer().network();
    if (!underWay.begin(host)) {
      below.abort();
      failures.accept(new TooManyHandshakesException(below.peer()));
      return;
    }
    layer
        .apply(below)
        .whenComplete(
            (channel, failure) -> {
              underWay.end(host);
              if (channel == null) {
                failures.accept(failure(failure));
              } else {
                pass(channel);
              }
            });
  }

  private void pass(Channel channel) {
    try {
      next.accepted(channel);
    } catch (RuntimeException | Error e) {
      loop.report(e);
      channel.abort();
    }
  }

  private static IOException failure(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    return cause instanceof IOException failure ? failure : new IOException(cause);
  }
}
