package hearth.io.net;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The beginning of a layered channel, which ends in time: well or not. */
final class Handshake {
  private final CompletableFuture<Channel> result = new CompletableFuture<>();
  private final String what;
  private final Peer peer;
  private Timer timeout;

  private Handshake(String what, Peer peer) {
    this.what = what;
    this.peer = peer;
  }

  /**
   * Begins one.
   *
   * @param what its name, for people
   * @return completed on the loop's thread; cancelling it aborts the channel
   */
  static CompletableFuture<Channel> begin(
      EventLoop loop, LayeredChannel channel, String what, long timeoutNanos) {
    Handshake handshake = new Handshake(what, channel.peer());
    handshake.timeout =
        loop.schedule(
            timeoutNanos,
            () -> channel.fail(new SocketTimeoutException("it was not finished in time")));
    handshake.result.whenComplete(
        (established, failure) -> {
          if (handshake.result.isCancelled()) {
            loop.execute(channel::abort);
          }
        });
    channel.start(handshake);
    return handshake.result;
  }

  void succeeded(Channel channel) {
    timeout.cancel();
    result.complete(channel);
  }

  void failed(IOException cause) {
    timeout.cancel();
    result.completeExceptionally(
        new IOException(what + " with " + peer + " failed: " + cause.getMessage(), cause));
  }

  /** Puts a layer on a connection once it is there; cancelling gives up either. */
  static CompletableFuture<Channel> above(
      CompletableFuture<Channel> connected, Function<Channel, CompletableFuture<Channel>> layer) {
    CompletableFuture<Channel> result = new CompletableFuture<>();
    connected.whenComplete(
        (below, failure) -> {
          if (below == null) {
            result.completeExceptionally(failure);
          } else {
            connect(below, layer, result);
          }
        });
    result.whenComplete((channel, failure) -> connected.cancel(false));
    return result;
  }

  private static void connect(
      Channel below,
      Function<Channel, CompletableFuture<Channel>> layer,
      CompletableFuture<Channel> result) {
    CompletableFuture<Channel> handshake;
    try {
      handshake = layer.apply(below);
    } catch (RuntimeException | Error e) {
      below.abort();
      result.completeExceptionally(e);
      return;
    }
    result.whenComplete((channel, failure) -> handshake.cancel(false));
    handshake.whenComplete(
        (channel, failure) -> {
          if (channel == null) {
            result.completeExceptionally(failure);
          } else if (!result.complete(channel)) {
            channel.abort();
          }
        });
  }
}
