package hearth.runtime.host;

import hearth.broker.AccountAuthenticator;
import hearth.broker.Accounts;
import hearth.broker.Broker;
import hearth.broker.BrokerSettings;
import hearth.broker.MovedAuthenticator;
import hearth.broker.PasswordQueue;
import hearth.broker.RefusalLog;
import hearth.broker.Store;
import hearth.broker.access.FailedLogins;
import hearth.broker.journal.VolatileJournal;
import hearth.broker.recorder.Recorder;
import hearth.broker.session.Permissions;
import hearth.drivers.board.Board;
import hearth.drivers.board.ConfigTxt;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.kernel.MountedFiles;
import hearth.io.loop.OnDemandThread;
import hearth.io.loop.SelectorLoop;
import hearth.io.net.Channel;
import hearth.io.net.Connector;
import hearth.io.net.HostQuota;
import hearth.io.net.Peer;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.BrokerSection;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.FleetSettings;
import hearth.runtime.config.LimitsSettings;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.NetworkAddress;
import hearth.runtime.discovery.DeviceInfo;
import hearth.runtime.discovery.DiscoveryPublisher;
import hearth.runtime.fleet.Health;
import hearth.runtime.fleet.HealthReporter;
import hearth.runtime.fleet.Metrics;
import hearth.runtime.hardware.ClockState;
import hearth.runtime.hardware.Hardware;
import hearth.runtime.panel.FreePins;
import hearth.runtime.panel.LoginCookies;
import hearth.runtime.panel.PanelKey;
import hearth.runtime.panel.PanelVisitors;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.tinylog.Logger;

/** A broker with its listeners and users. On the loop's thread. */
public final class BrokerHost {
  /** The option that names its addresses, where it runs without a configuration. */
  public static final String LISTEN = "--listen";

  /** Passwords that wait to be hashed; who comes when there are more is disconnected. */
  private static final int WAITING_PASSWORDS = 256;

  /** Who reads the files anew takes its turn there, too. */
  private static final int RELOADS = 8;

  /** Of requests for the configuration, each of which has one at a time. */
  private static final int CONFIGURATION_TASKS = 8;

  /** How many of them one address may have waiting. */
  private static final int WAITING_PASSWORDS_OF_HOST = 16;

  /** How long a thread that calculates stays when it is idle. */
  private static final Duration THREAD_STAYS = Duration.ofSeconds(10);

  /** How long clients may take to read the last they are sent. */
  private static final Duration GOODBYE_TIMEOUT = Duration.ofSeconds(2);

  /** How long what is said at an orderly end has to leave by the bridges. */
  private static final Duration LAST_WORD_TIMEOUT = Duration.ofMillis(200);

  private final SecureRandom random = new LazySecureRandom();
  private final SelectorLoop loop;

  /** As at the start, but for the users under {@code panel_admins}. */
  private BrokerSection section;

  private final AccountAuthenticator strict;
  private final AccountAuthenticator open;

  private final HomeAuthority authority;
  private final boolean hasPanel;
  private final PanelKey panelKey;
  private final PanelVisitors visitors;
  private final PanelTopics panel;

  /** Null where everything is in memory. */
  private final Store store;

  private final Broker broker;
  private final OwnConnections own;

  /** Null where nothing is recorded. */
  private final Recorder recorder;

  private final CertificateFiles certificates;
  private final Listeners listeners;
  private final Bridges bridges;
  private final HealthSource health;

  /** Null where this home is none of many. */
  private final HealthReporter reporter;

  private final AccountFiles accountFiles;
  private Accounts accounts;
  private final OnDemandThread worker;
  private final OnDemandThread handshaker;

  /**
   * Makes the broker, with what its store holds; nobody can connect yet.
   *
   * @param fleet null where it is none of many
   * @throws CommandFailure where a file cannot be read or the store cannot be opened
   */
  public BrokerHost(SelectorLoop loop, BrokerSection section, FleetSettings fleet)
      throws CommandFailure {
    this.loop = loop;
    this.section = section;
    int handshakes = section.limits().get(LimitsSettings.HANDSHAKES);
    // Each password and handshake that is let in has its place in a queue, and neither waits for
    // the
    // other: a flood of guesses takes minutes to be looked at.
    this.worker = new OnDemandThread("hearth-passwords", THREAD_STAYS, WAITING_PASSWORDS + RELOADS);
    this.handshaker = new OnDemandThread("hearth-handshakes", THREAD_STAYS, handshakes);
    this.accountFiles = new AccountFiles(random);
    this.accounts = accountFiles.read(section);
    AccountAuthenticator.Guard guard =
        new AccountAuthenticator.Guard(
            new FailedLogins(FailedLogins.Limits.standard(), accountFiles::secret),
            new PasswordQueue(WAITING_PASSWORDS_OF_HOST, WAITING_PASSWORDS));
    this.strict =
        new AccountAuthenticator(loop, worker, false, guard, () -> this.accounts, this::withPanel);
    this.open =
        new AccountAuthenticator(loop, worker, true, guard, () -> this.accounts, this::withPanel);
    this.hasPanel = section.listeners().stream().anyMatch(each -> each.panel() != null);
    this.panelKey = new PanelKey(section.passwordFile(), random);
    if (hasPanel) {
      panelKey.get(); // before the loop runs, which must not wait for a disk
    }
    ToLongFunction<String> stamps = user -> this.accounts.passwords().stamp(user);
    this.visitors =
        new PanelVisitors(
            new LoginCookies(panelKey::get, loop.clock(), stamps), loop.clock(), stamps, random);
    this.authority =
        new HomeAuthority(
            OwnConnections.DEVICE,
            Bridges.users(section.bridges()),
            section.listeners().stream().anyMatch(BrokerHost::asksForCertificates),
            strict::permissions,
            () -> this.accounts,
            this::isRevoked);
    this.store =
        section.store() == null
            ? null
            : StoreFolder.open(section.store(), loop, neverStored(fleet));
    BrokerSettings limits =
        BrokerLimits.of(
            section.limits(), section.memoryPlan(), Bridges.queues(section.bridges()), "hearth");
    RefusalLog refusals = new RefusalLog(loop);
    this.broker =
        new Broker(
            loop,
            limits,
            store == null ? new VolatileJournal() : store.journal(),
            refusals,
            random,
            new HeapGauge(loop.clock()));
    long handshakeNanos = limits.connection().connectTimeoutNanos();
    this.health = new HealthSource(loop.clock(), MountedFiles.ofMachine());
    this.certificates = new CertificateFiles(loop, broker::cutOff);
    ListenerLayers layers =
        new ListenerLayers(
            loop,
            handshaker,
            random,
            handshakeNanos,
            new HostQuota(Math.max(1, handshakes / 4), handshakes),
            new HostQuota(handshakes, handshakes),
            broker::admit,
            refusals,
            certificates,
            visitors::at,
            () -> Metrics.of(health.get()),
            this::accept);
    this.listeners = new Listeners(loop, layers);
    this.own = new OwnConnections(loop, broker, authority);
    broker.authority(authority);
    refusals.showOn(broker.systemTopics());
    this.panel =
        new PanelTopics(broker, section, visitors, new ClockState(MountedFiles.ofMachine()));
    if (hasPanel) {
      panel.add(refusals, store);
    }
    if (store != null) {
      store.attach(broker, authority);
    }
    this.bridges =
        new Bridges(loop, broker, own::bridge, limits.connection(), section.bridges(), random);
    Path folder = store == null ? null : section.store().folder();
    health.broker(broker, refusals, bridges, store, folder);
    this.reporter = fleet == null ? null : reporter(fleet);
    this.recorder =
        section.recorder() == null
            ? null
            : RecorderFolder.open(section.recorder(), broker, loop, random);
  }

  /** Said again after a start, and every few minutes: no card needs to be written for it. */
  private static List<TopicName> neverStored(FleetSettings fleet) {
    return fleet == null ? List.of() : List.of(fleet.healthTopic());
  }

  private HealthReporter reporter(FleetSettings fleet) {
    TopicName topic = fleet.healthTopic();
    HealthReporter reporter =
        new HealthReporter(loop, fleet, health, payload -> broker.publishRetained(topic, payload));
    bridges.lastWord(topic, reporter::lost, reporter::report);
    return reporter;
  }

  /**
   * Starts to listen.
   *
   * @throws CommandFailure where an address or certificate cannot be had
   */
  public void listen() throws CommandFailure {
    listeners.listen(section.listeners());
    bridges.start(listeners::accept); // before anybody publishes what is to leave
    if (reporter != null) {
      reporter.start();
    }
  }

  private boolean isRevoked(Peer peer) {
    return certificates.isRevoked(peer);
  }

  private void accept(Channel channel, ListenerSettings listener, String cookies) {
    if (section.movedTo() != null) {
      broker.accept(channel, new MovedAuthenticator(section.movedTo().toString()));
      return;
    }
    AccountAuthenticator accounts = isOpen(listener, channel.peer()) ? open : strict;
    if (listener.panel() == null) {
      broker.accept(channel, accounts);
    } else {
      boolean secure = listener.tls() != null;
      boolean certified = channel.peer().certificate() != null;
      broker.accept(channel, new PanelLogin(accounts, visitors, cookies, certified, secure));
    }
  }

  /** What the page needs, beside what the rules allow. */
  private Permissions withPanel(Permissions rules, String user, String clientIdentifier) {
    return hasPanel
        ? new PanelPermissions(rules, user, clientIdentifier, PanelTopics.reading(section, user))
        : rules;
  }

  /**
   * Lets the page be told of the home.
   *
   * @param home the configuration that runs now
   * @param parts what its things stand on; null where there is no device
   */
  public void connectPanel(Supplier<Configuration> home, Hardware parts) {
    if (!hasPanel) {
      return;
    }
    KernelFiles files = MountedFiles.ofMachine();
    Board board = Board.of(files);
    DeviceInfo info = DeviceInfo.of(OwnVersion.text(), files);
    panel.addHome(
        home,
        now -> DiscoveryPublisher.messageOf(now, info, parts::simulates),
        parts != null && parts.areSimulated(),
        board.isRaspberryPi() ? board.model() : "",
        ConfigTxt.of(files, board));
  }

  /** There is a device beside it. */
  public void connectHealth(Supplier<Health.Things> things) {
    health.things(things);
  }

  /**
   * Lets admins read and change the configuration on the page.
   *
   * @param option the file as the command line named it, or null
   * @param home the configuration that runs now
   * @param reload applies another to the things, and hears what has not come up
   */
  public void offerConfiguration(
      Path option,
      Supplier<Configuration> home,
      BiConsumer<Configuration, Consumer<List<String>>> reload) {
    if (!hasPanel) {
      return;
    }
    KernelFiles files = MountedFiles.ofMachine();
    ConfigTxt configTxt = ConfigTxt.of(files, Board.of(files));
    ToLongFunction<String> stamps = user -> this.accounts.passwords().stamp(user);
    try {
      new ConfigurationRequests(
              new ConfigurationEditor(ConfigurationFile.found(option), configTxt),
              new ConfigurationRequests.Home() {
                @Override
                public Configuration configuration() {
                  return home.get();
                }

                @Override
                public void reload(Configuration changed, Consumer<List<String>> done) {
                  reload.accept(changed, done);
                }

                @Override
                public void settled() {
                  BrokerHost.this.reload(option);
                }
              },
              strict,
              user -> PanelTopics.isAdmin(section, user),
              new ConfigurationKeys(loop.clock(), stamps, random),
              loop,
              new OnDemandThread("hearth-configuration", THREAD_STAYS, CONFIGURATION_TASKS),
              new FreePins(configTxt))
          .addTo(broker.systemTopics());
      panel.offersConfiguration();
    } catch (CommandFailure e) {
      Logger.debug("The page has no configuration: {}", e.getMessage());
    }
  }

  /**
   * Reads users, access rules and certificates anew, off the loop, and of the configuration who is
   * under {@code panel_admins}; what cannot be read stays as it was. Who would not be let in any
   * more is disconnected; all others stay, and are held to the new rules from then on.
   *
   * @param configuration as the command line named it, or null
   */
  public void reload(Path configuration) {
    BrokerSection before = section;
    try {
      worker.execute(() -> rereadFiles(before, configuration));
    } catch (RejectedExecutionException e) {
      Logger.error("Nothing was reloaded, try it again: {}", e.getMessage());
    }
  }

  private void rereadFiles(BrokerSection before, Path configuration) {
    List<String> problems = new ArrayList<>(certificates.reload());
    if (hasPanel) {
      panelKey.readAnew();
    }
    BrokerSection changed = hasPanel ? withAdminsOf(configuration, before, problems) : before;
    try {
      Accounts read = accountFiles.read(changed);
      loop.execute(() -> exchange(read, changed));
    } catch (CommandFailure e) {
      problems.add("users and access rules stay as they were: " + e.getMessage());
    }
    problems.forEach(problem -> Logger.error("{}", problem));
    if (problems.isEmpty()) {
      Logger.info("Users, access rules and certificates were reloaded");
    }
  }

  private static BrokerSection withAdminsOf(
      Path configuration, BrokerSection before, List<String> problems) {
    try {
      BrokerSection read = ConfigurationFile.load(configuration).broker();
      return read == null ? before : before.withPanelAdmins(read.panelAdmins());
    } catch (CommandFailure e) {
      problems.add("panel_admins stay as they were: " + e.getMessage());
      return before;
    }
  }

  private void exchange(Accounts read, BrokerSection changed) {
    section = changed;
    panel.changed(changed);
    authority.exchanged(accounts, read);
    accounts = read;
    broker.usersChanged();
  }

  private static boolean isOpen(ListenerSettings listener, Peer peer) {
    return switch (listener.anonymous()) {
      case NO -> false;
      // Who comes through a proxy is of another machine, whatever it says.
      case LOCAL -> peer.proxy() == null && NetworkAddress.isLoopback(peer.host());
      case YES -> true;
    };
  }

  private static boolean asksForCertificates(ListenerSettings listener) {
    return listener.tls() != null && listener.tls().clientAuthority() != null;
  }

  /** Opens connections to this broker within the process, for the device, which may do all. */
  public Connector connector() {
    return own.connector();
  }

  /** Where it listens, as configured but with the ports that were chosen, separated by blanks. */
  public String addresses() {
    return listeners.addresses();
  }

  /** Accepts nobody any more, says goodbye to who is there, and tells when all have gone. */
  public void end(Runnable ended) {
    listeners.close();
    if (reporter == null) {
      endBridges(ended);
    } else {
      reporter.end();
      loop.schedule(LAST_WORD_TIMEOUT.toNanos(), () -> endBridges(ended));
    }
  }

  private void endBridges(Runnable ended) {
    bridges.end();
    broker.shutDown();
    awaitGoodbyes(loop.clock().nanoTime() + GOODBYE_TIMEOUT.toNanos(), ended);
  }

  private void awaitGoodbyes(long deadline, Runnable ended) {
    if (broker.connections() == 0 || loop.clock().nanoTime() - deadline >= 0) {
      worker.stop();
      handshaker.stop();
      Runnable last = store == null ? ended : () -> store.close(ended);
      if (recorder == null) {
        last.run();
      } else {
        recorder.close(last);
      }
    } else {
      loop.schedule(Duration.ofMillis(10).toNanos(), () -> awaitGoodbyes(deadline, ended));
    }
  }
}
