package hearth.io.net;

import hearth.io.loop.Selectable;
import hearth.io.loop.SelectorLoop;
import hearth.io.loop.Timer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Connects over TCP, trying the addresses of a name one after the other; each has a share of the
 * time, so that a silent one leaves some to the others. An attempt begins with the address after
 * the one that the last ended with, since that may take connections and be of no use above TCP (RFC
 * 8305 in spirit).
 */
public class TcpConnector implements Connector {
  private final SelectorLoop loop;
  private final Executor worker;
  private final WriteQueuePool queues = new WriteQueuePool();
  private final InetAddress local;
  private InetAddress lastTried;

  /**
   * Makes a connector.
   *
   * @param worker runs the look-up of names, which blocks
   */
  public TcpConnector(SelectorLoop loop, Executor worker) {
    this(loop, worker, null);
  }

  /**
   * As above.
   *
   * @param local the address of this machine to connect from, or null for any
   */
  public TcpConnector(SelectorLoop loop, Executor worker, InetAddress local) {
    this.loop = loop;
    this.worker = worker;
    this.local = local;
  }

  /** Finds the addresses of a name; on the worker. */
  InetAddress[] resolve(String host) throws UnknownHostException {
    return InetAddress.getAllByName(host);
  }

  @Override
  public CompletableFuture<Channel> connect(String host, int port, long timeoutNanos) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port is a number from 1 to 65535, not " + port);
    }
    Attempt attempt = new Attempt(host, port);
    attempt.start(timeoutNanos);
    return attempt.result;
  }

  /** One call of {@link #connect}. */
  private final class Attempt {
    private final String host;
    private final int port;
    private final CompletableFuture<Channel> result = new CompletableFuture<>();
    private InetAddress[] addresses;
    private int first;
    private int tried;
    private long end;
    private SocketChannel socket;
    private Timer timeout;

    Attempt(String host, int port) {
      this.host = host;
      this.port = port;
    }

    void start(long timeoutNanos) {
      end = loop.clock().nanoTime() + timeoutNanos;
      timeout = loop.schedule(timeoutNanos, () -> tryNext(silent()));
      // Cancelled by its owner: the socket goes too.
      result.whenComplete((channel, failure) -> loop.execute(this::ended));
      worker.execute(this::resolve);
    }

    private void resolve() {
      InetAddress[] found;
      try {
        found = TcpConnector.this.resolve(host);
      } catch (UnknownHostException e) {
        loop.execute(() -> fail(new UnknownHostException("no address is known for " + host)));
        return;
      }
      loop.execute(
          () -> {
            addresses = found;
            first = Arrays.asList(found).indexOf(lastTried) + 1;
            tryNext(silent());
          });
    }

    private void tryNext(IOException lastFailure) {
      if (result.isDone()) {
        return;
      }
      closeSocket();
      timeout.cancel();
      long left = end - loop.clock().nanoTime();
      if (addresses == null || tried == addresses.length || left <= 0) {
        fail(lastFailure);
        return;
      }
      timeout = loop.schedule(left / (addresses.length - tried), () -> tryNext(silent()));
      lastTried = addresses[(first + tried++) % addresses.length];
      try {
        connect(new InetSocketAddress(lastTried, port));
      } catch (IOException e) {
        tryNext(e);
      }
    }

    private static IOException silent() {
      return new SocketTimeoutException("no answer in time");
    }

    private void connect(InetSocketAddress address) throws IOException {
      socket = SocketChannel.open();
      if (local != null) {
        socket.bind(new InetSocketAddress(local, 0));
      }
      socket.configureBlocking(false);
      SelectionKey key = loop.register(socket, 0, null);
      if (socket.connect(address)) {
        succeed(key);
      } else {
        key.attach((Selectable) operations -> connectReady(key));
        key.interestOps(SelectionKey.OP_CONNECT);
      }
    }

    private void connectReady(SelectionKey key) {
      try {
        socket.finishConnect();
        succeed(key);
      } catch (IOException e) {
        tryNext(e);
      }
    }

    private void succeed(SelectionKey key) throws IOException {
      TcpChannel channel = new TcpChannel(loop, queues, socket, key);
      socket = null;
      if (!result.complete(channel)) {
        channel.abort();
      }
    }

    private void fail(IOException cause) {
      // Debian's Java 21 and newer say which call it was, too; 17 and those of others do not.
      String why = String.valueOf(cause.getMessage()).replace(" (connect failed)", "");
      ConnectException named =
          new ConnectException("cannot connect to " + host + " port " + port + ": " + why);
      named.initCause(cause);
      result.completeExceptionally(named);
    }

    private void ended() {
      timeout.cancel();
      closeSocket();
    }

    private void closeSocket() {
      if (socket != null) {
        TcpChannel.close(socket);
        socket = null;
      }
    }
  }
}
