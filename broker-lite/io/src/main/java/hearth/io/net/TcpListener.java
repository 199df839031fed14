package hearth.io.net;

import hearth.io.loop.Selectable;
import hearth.io.loop.SelectorLoop;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Accepts TCP connections at one address. On the loop's thread. */
public final class TcpListener implements AutoCloseable {
  /** What it takes to accept one, measured in messages that could be passed on meanwhile. */
  private static final int WORK_OF_ACCEPTING = 512;

  /** How long nobody is accepted after accepting failed, as it does without file descriptors. */
  static final long PAUSE_NANOS = 1_000_000_000L;

  private final SelectorLoop loop;
  private final WriteQueuePool queues = new WriteQueuePool();
  private final ServerSocketChannel server;
  private final SelectionKey key;
  private final Function<InetAddress, Acceptor> acceptors;
  private final Consumer<? super IOException> failures;
  private final InetSocketAddress address;

  /** Takes connections, on the loop's thread. */
  @FunctionalInterface
  public interface Acceptor {
    /** A connection has come; it is read once it is opened. An exception aborts it. */
    void accepted(Channel channel);
  }

  /**
   * Starts to listen.
   *
   * @param address port 0 for any free one
   * @param backlog connections that the kernel holds until they are accepted
   * @param failures hears where accepting failed, for want of file descriptors mostly; it is tried
   *     again after a second
   * @throws BindException where the port is taken or may not be used; the address is named
   */
  public TcpListener(
      SelectorLoop loop,
      InetSocketAddress address,
      int backlog,
      Acceptor acceptor,
      Consumer<? super IOException> failures)
      throws IOException {
    this(loop, address, backlog, local -> acceptor, failures);
  }

  /**
   * Starts to listen for several listeners of one port.
   *
   * @param acceptors finds whose a connection is, by the address of this machine that it came to
   */
  public static TcpListener shared(
      SelectorLoop loop,
      InetSocketAddress address,
      int backlog,
      Function<InetAddress, Acceptor> acceptors,
      Consumer<? super IOException> failures)
      throws IOException {
    return new TcpListener(loop, address, backlog, acceptors, failures);
  }

  private TcpListener(
      SelectorLoop loop,
      InetSocketAddress address,
      int backlog,
      Function<InetAddress, Acceptor> acceptors,
      Consumer<? super IOException> failures)
      throws IOException {
    this.loop = loop;
    this.acceptors = acceptors;
    this.failures = failures;
    // Without the family Java makes 0.0.0.0 one of [::], which takes connections by IPv6, too.
    this.server =
        address.getAddress() instanceof Inet4Address
            ? ServerSocketChannel.open(StandardProtocolFamily.INET)
            : ServerSocketChannel.open();
    try {
      // A restart need not wait until the kernel has forgotten the connections of before.
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      bind(server, address, backlog);
      server.configureBlocking(false);
      this.address = (InetSocketAddress) server.getLocalAddress();
      this.key = loop.register(server, SelectionKey.OP_ACCEPT, (Selectable) this::acceptReady);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private static void bind(ServerSocketChannel server, InetSocketAddress address, int backlog)
      throws IOException {
    try {
      server.bind(address, backlog);
    } catch (UnsupportedAddressTypeException e) {
      throw new IOException("this machine has no IPv6", e);
    } catch (IOException e) {
      BindException named =
          new BindException("cannot listen on " + address + ": " + e.getMessage());
      named.initCause(e);
      throw named;
    }
  }

  /** Where it listens, with the port that was chosen. */
  public InetSocketAddress address() {
    return address;
  }

  /** Leaves whoever comes to the kernel, as many as the backlog has, until {@link #accept}. */
  public void hold() {
    key.interestOps(0);
  }

  /** Accepts whoever has come and comes. */
  public void accept() {
    if (key.isValid()) {
      key.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  /** Accepts no more; the connections there are stay. */
  @Override
  public void close() throws IOException {
    server.close();
  }

  private void acceptReady(int operations) {
    do {
      SocketChannel socket;
      try {
        socket = server.accept();
      } catch (IOException e) {
        pause();
        failures.accept(e);
        return;
      }
      if (socket == null) {
        return;
      }
      hand(socket);
      loop.charge(WORK_OF_ACCEPTING);
    } while (loop.budgetLeft() > 0);
  }

  private void hand(SocketChannel socket) {
    TcpChannel channel;
    InetSocketAddress local;
    try {
      local = (InetSocketAddress) socket.getLocalAddress();
      socket.configureBlocking(false);
      channel = new TcpChannel(loop, queues, socket, loop.register(socket, 0, null));
    } catch (IOException e) {
      // It was reset before we came to it.
      TcpChannel.close(socket);
      return;
    }
    try {
      acceptors.apply(local.getAddress()).accepted(channel);
    } catch (RuntimeException | Error e) {
      channel.crashed(e);
    }
  }

  /** The connection that cannot be accepted stays ready: without a pause the loop would spin. */
  private void pause() {
    if (!key.isValid()) {
      return;
    }
    key.interestOps(0);
    loop.schedule(PAUSE_NANOS, this::accept);
  }
}
