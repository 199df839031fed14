package hearth.runtime;

import hearth.broker.AccountAuthenticator;
import hearth.broker.Accounts;
import hearth.broker.Broker;
import hearth.broker.BrokerSettings;
import hearth.broker.RefusalLog;
import hearth.broker.access.AccessControl;
import hearth.broker.access.AccessFileException;
import hearth.broker.access.FailedLogins;
import hearth.broker.access.PasswordFile;
import hearth.broker.access.PasswordVerifier;
import hearth.broker.access.PendingLogins;
import hearth.broker.access.ScramAuthentication;
import hearth.broker.connection.Authenticator;
import hearth.broker.journal.Store;
import hearth.broker.journal.VolatileJournal;
import hearth.broker.session.Permissions;
import hearth.io.loop.SelectorLoop;
import hearth.io.net.Channel;
import hearth.io.net.Connector;
import hearth.io.net.MemoryChannel;
import hearth.io.net.Peer;
import hearth.io.net.TcpListener;
import hearth.runtime.command.CommandFailure;
import hearth.runtime.config.BrokerSection;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.NetworkAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.tinylog.Logger;

/** A broker with its listeners and users. On the loop's thread. */
final class BrokerHost {
  /** Connections that the kernel holds until they are accepted. */
  private static final int BACKLOG = 128;

  /** Passwords that wait to be hashed; who comes when there are more is disconnected. */
  private static final int WAITING_PASSWORDS = 256;

  /** How many of them one address may have waiting. */
  private static final int WAITING_PASSWORDS_OF_HOST = 16;

  /** How long clients may take to read the last they are sent. */
  private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(2);

  /** From one look for an address that was not there to the next. */
  private static final Duration LATE_ADDRESS_PAUSE = Duration.ofSeconds(5);

  private final SecureRandom random = new SecureRandom();
  private final SelectorLoop loop;
  private final BrokerSection section;
  private final AccountAuthenticator strict;
  private final AccountAuthenticator open;

  /** Null where everything is in memory. */
  private final Store store;

  private final Broker broker;
  private final List<TcpListener> listeners = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();
  private boolean ending;
  private final ThreadPoolExecutor worker;

  /**
   * Makes the broker, with what its store holds; nobody can connect yet.
   *
   * @throws CommandFailure where a file cannot be read or the store cannot be opened
   */
  BrokerHost(SelectorLoop loop, BrokerSection section) throws CommandFailure {
    this.loop = loop;
    this.section = section;
    this.worker = passwordThread();
    byte[] scramSecret = new byte[32];
    random.nextBytes(scramSecret);
    Accounts accounts = accounts(section, scramSecret);
    AccountAuthenticator.Guard guard =
        new AccountAuthenticator.Guard(
            new FailedLogins(FailedLogins.Limits.standard()),
            new PendingLogins(WAITING_PASSWORDS_OF_HOST, WAITING_PASSWORDS));
    this.strict = new AccountAuthenticator(loop, worker, false, guard, () -> accounts);
    this.open = new AccountAuthenticator(loop, worker, true, guard, () -> accounts);
    this.store = section.store() == null ? null : StoreFolder.open(section.store(), loop);
    this.broker =
        new Broker(
            loop,
            BrokerSettings.DEFAULTS,
            store == null ? new VolatileJournal() : store.journal(),
            new RefusalLog(loop),
            random);
    if (store != null) {
      store.attach(broker, strict::permissions);
    }
  }

  private static ThreadPoolExecutor passwordThread() {
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_PASSWORDS + 1),
            task -> {
              Thread made = new Thread(task, "hearth-passwords");
              made.setDaemon(true);
              return made;
            });
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }

  /**
   * Starts to listen.
   *
   * @throws CommandFailure where an address cannot be had
   */
  void listen() throws CommandFailure {
    for (ListenerSettings listener : section.listeners()) {
      listen(listener, true);
    }
  }

  /** Listens now or, where the address is of a network that is not there yet, once it comes. */
  private void listen(ListenerSettings listener, boolean first) throws CommandFailure {
    try {
      TcpListener listening =
          listen(
              listener,
              channel -> broker.accept(channel, isOpen(listener, channel.peer()) ? open : strict));
      int port = listening.address().getPort();
      listeners.add(listening);
      addresses.add(new NetworkAddress(listener.address().host(), port).toString());
      if (!first) {
        Logger.info("Now the broker listens on {}, too", listener.address());
      }
    } catch (AddressNotThere e) {
      if (first) {
        Logger.warn(
            "No network of this machine has the address {} yet; the broker listens there once one"
                + " has (ip address shows all; write 0.0.0.0 for every network)",
            listener.address());
      }
      loop.schedule(LATE_ADDRESS_PAUSE.toNanos(), () -> listenLate(listener));
    }
  }

  private void listenLate(ListenerSettings listener) {
    if (ending) {
      return;
    }
    try {
      listen(listener, false);
    } catch (CommandFailure e) {
      Logger.error("{}", e.getMessage());
    }
  }

  /** No network interface has the address to listen on. */
  private static final class AddressNotThere extends Exception {
    private static final long serialVersionUID = 1;
  }

  private Accounts accounts(BrokerSection section, byte[] scramSecret) throws CommandFailure {
    PasswordFile users = users(section);
    return new Accounts(
        new PasswordVerifier(users, random),
        new ScramAuthentication(users, scramSecret, random),
        access(section));
  }

  private static PasswordFile users(BrokerSection section) throws CommandFailure {
    try {
      return section.passwordFile() == null
          ? PasswordFile.empty()
          : PasswordFile.read(section.passwordFile());
    } catch (AccessFileException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private static AccessControl access(BrokerSection section) throws CommandFailure {
    try {
      return section.aclFile() == null
          ? AccessControl.allowingAll()
          : AccessControl.read(section.aclFile());
    } catch (AccessFileException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private static boolean isOpen(ListenerSettings listener, Peer peer) {
    return switch (listener.anonymous()) {
      case NO -> false;
      case LOCAL -> NetworkAddress.isLoopback(peer.host());
      case YES -> true;
    };
  }

  private TcpListener listen(ListenerSettings settings, Consumer<Channel> accepted)
      throws CommandFailure, AddressNotThere {
    String host = settings.address().host();
    int port = settings.address().port();
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new CommandFailure(
          "cannot listen on "
              + settings.address()
              + ": no address is known for the name; write 0.0.0.0 for every network of this"
              + " machine, or 127.0.0.1 for this machine only");
    }
    try {
      return new TcpListener(loop, address, BACKLOG, acceptor(accepted));
    } catch (BindException e) {
      if (reason(e).contains("assign")) {
        throw new AddressNotThere();
      }
      throw new CommandFailure(notListening(settings, e), e);
    } catch (IOException e) {
      throw new CommandFailure("cannot listen on " + settings.address() + ": " + e.getMessage(), e);
    }
  }

  private static String notListening(ListenerSettings settings, BindException e) {
    String reason = reason(e);
    String what = "cannot listen on " + settings.address() + ": ";
    String other =
        "choose another with --listen "
            + settings.address().host()
            + ":PORT or under 'listen:' in the configuration";
    if (reason.contains("in use")) {
      return what
          + "another program has port "
          + settings.address().port()
          + " (ss -ltnp shows which; if it is Debian's mosquitto, sudo systemctl disable --now"
          + " mosquitto ends it), or "
          + other;
    }
    if (reason.contains("ermission")) {
      return what + "ports below 1024 are for root only; " + other;
    }
    return what + reason + "; " + other;
  }

  /** The kernel's words: EADDRINUSE, EACCES and EADDRNOTAVAIL have no exceptions of their own. */
  private static String reason(BindException e) {
    return String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
  }

  private TcpListener.Acceptor acceptor(Consumer<Channel> accepted) {
    return new TcpListener.Acceptor() {
      @Override
      public void accepted(Channel channel) {
        accepted.accept(channel);
      }

      @Override
      public void acceptFailed(IOException cause) {
        Logger.error(
            "A connection could not be accepted: {}. It is tried again every second",
            cause.getMessage());
      }
    };
  }

  /** Opens connections to this broker within the process, for the device, which may do all. */
  Connector connector() {
    return (host, port, timeoutNanos) -> {
      MemoryChannel.Pair pair =
          MemoryChannel.pair(loop, "the device of this process", "the broker of this process");
      broker.accept(
          pair.b(),
          (connect, clientIdentifier, peer, answer) ->
              answer.accept(Authenticator.Verdict.accepted(null, Permissions.ALL)));
      return CompletableFuture.completedFuture(pair.a());
    };
  }

  /** Where it listens, as configured but with the ports that were chosen, separated by blanks. */
  String addresses() {
    return String.join(" ", addresses);
  }

  /** Accepts nobody any more, says goodbye to who is there, and tells when all have gone. */
  void end(Runnable ended) {
    ending = true;
    for (TcpListener listener : listeners) {
      try {
        listener.close();
      } catch (IOException e) {
        Logger.warn("A listener was not closed: {}", e.getMessage());
      }
    }
    broker.shutDown();
    awaitGoodbyes(loop.clock().nanoTime() + LONGEST_GOODBYE.toNanos(), ended);
  }

  private void awaitGoodbyes(long deadline, Runnable ended) {
    if (broker.connections() == 0 || loop.clock().nanoTime() - deadline >= 0) {
      worker.shutdownNow();
      if (store == null) {
        ended.run();
      } else {
        store.close(ended);
      }
    } else {
      loop.schedule(Duration.ofMillis(10).toNanos(), () -> awaitGoodbyes(deadline, ended));
    }
  }
}
