package hearth.runtime.host;

import hearth.broker.Broker;
import hearth.broker.RefusalLog;
import hearth.broker.Store;
import hearth.broker.connection.ClientInfo;
import hearth.broker.connection.Connection;
import hearth.broker.session.Session;
import hearth.broker.sys.SystemTopics;
import hearth.drivers.board.ConfigTxt;
import hearth.protocol.packet.MqttVersion;
import hearth.runtime.config.BrokerSection;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings.Discovery;
import hearth.runtime.json.JsonWriter;
import hearth.runtime.log.LastLines;
import hearth.runtime.panel.PanelVisitors;
import hearth.runtime.panel.WiringJson;
import java.time.temporal.ChronoUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What the page is told below {@code $SYS/broker}: who its reader is, and for admins who else is
 * there. On the loop's thread.
 */
final class PanelTopics {
  /** As many as people look through, and as fit into a packet. */
  private static final int CLIENTS = 500;

  private final Broker broker;
  private BrokerSection section;
  private final PanelVisitors visitors;
  private final BooleanSupplier clockIsSet;
  private boolean offersConfiguration;

  PanelTopics(
      Broker broker, BrokerSection section, PanelVisitors visitors, BooleanSupplier clockIsSet) {
    this.broker = broker;
    this.section = section;
    this.visitors = visitors;
    this.clockIsSet = clockIsSet;
  }

  /** Others are under {@code panel_admins} from now on. */
  void changed(BrokerSection changed) {
    section = changed;
  }

  /** Admins may read and change the configuration. */
  void offersConfiguration() {
    offersConfiguration = true;
  }

  /** Adds those of the broker. */
  void add(RefusalLog refusals, Store store) {
    SystemTopics topics = broker.systemTopics();
    topics.addPersonal("panel/ticket", this::ticket);
    topics.addPersonal("clients/list", reader -> clients());
    topics.addPersonal(
        "refusals/list",
        reader -> new RefusalAdvice(section.passwordFile(), section.aclFile()).of(refusals.last()));
    topics.addPersonal("log/last", reader -> String.join("\n", LastLines.all()));
    if (store != null) {
      topics.addPersonal("store", reader -> store(store));
    }
  }

  /**
   * Adds those of the home.
   *
   * @param home the configuration that runs now
   * @param things the discovery message of a configuration
   * @param simulated whether there is no hardware behind the things
   * @param board its model; empty where this is no Raspberry Pi
   */
  void addHome(
      Supplier<Configuration> home,
      Function<Configuration, String> things,
      boolean simulated,
      String board,
      ConfigTxt configTxt) {
    SystemTopics topics = broker.systemTopics();
    topics.addPersonal("panel/me", reader -> me(reader, home.get()));
    topics.addPersonal(
        "panel/things",
        reader -> {
          Configuration now = home.get();
          boolean isTold =
              now.device() != null
                  && now.device().discovery() != Discovery.ON
                  && reader.permissions().mayReceive(now.device().availabilityTopic());
          return isTold ? things.apply(now) : null;
        });
    topics.addPersonal(
        "panel/wiring", reader -> WiringJson.of(home.get(), configTxt, board, simulated));
  }

  /** Whether a user may look at what others do. */
  static boolean isAdmin(BrokerSection section, String user) {
    return user != null && section.panelAdmins().contains(user);
  }

  /** What a user may read of others. */
  static PanelPermissions.Reading reading(BrokerSection section, String user) {
    if (isAdmin(section, user)) {
      return PanelPermissions.Reading.ALL;
    }
    boolean areRulesSilent = section.aclFile() == null && !section.panelAdmins().isEmpty();
    return areRulesSilent ? PanelPermissions.Reading.NONE : PanelPermissions.Reading.BY_RULES;
  }

  private String me(Session reader, Configuration home) {
    PanelLogin login = login(reader);
    JsonWriter json = new JsonWriter(false).beginObject();
    if (reader.userName() == null) {
      json.name("user").nothing();
    } else {
      json.member("user", reader.userName());
    }
    json.name("admin").bool(isAdmin(section, reader.userName()));
    json.member("name", home.device() == null ? "Hearth" : home.device().name());
    json.member("version", OwnVersion.text());
    json.name("tls").bool(login != null && login.isSecure());
    json.name("config").bool(offersConfiguration && isAdmin(section, reader.userName()));
    json.name("clock_set").bool(clockIsSet.getAsBoolean());
    json.name("keep").bool(login != null && login.isKept());
    return json.endObject().toString();
  }

  private static PanelLogin login(Session reader) {
    return reader.holder() instanceof Connection connection
            && connection.authenticator() instanceof PanelLogin login
        ? login
        : null;
  }

  /** For who has come through the page's own listener alone, and knows the password. */
  private String ticket(Session reader) {
    PanelLogin login = login(reader);
    if (reader.userName() == null || login == null || !login.mayBeKept()) {
      return null;
    }
    JsonWriter json = new JsonWriter(false).beginObject();
    json.member("ticket", visitors.ticket(reader.userName()));
    return json.name("for").number(60).endObject().toString();
  }

  private String clients() {
    return broker.clients(CLIENTS).stream()
        .map(PanelTopics::line)
        .collect(Collectors.joining("\n"));
  }

  private static String line(ClientInfo client) {
    JsonWriter json = new JsonWriter(false).beginObject();
    json.member("client", client.clientIdentifier());
    if (client.userName() != null) {
      json.member("user", client.userName());
    }
    json.member("address", client.address())
        .member(
            "version",
            client.version() == MqttVersion.V5
                ? "5.0"
                : client.version() == MqttVersion.V3_1 ? "3.1" : "3.1.1");
    json.member("since", client.since().truncatedTo(ChronoUnit.SECONDS).toString());
    json.name("keep_alive").number(client.keepAlive());
    json.name("subscriptions").number(client.subscriptions());
    json.name("queued").number(client.queued());
    return json.endObject().toString();
  }

  private String store(Store store) {
    JsonWriter json = new JsonWriter(false).beginObject();
    json.member("folder", section.store().folder().toString());
    json.name("bytes").number(store.bytes());
    json.name("written_today").number(store.writtenToday());
    json.name("a_year").number(store.writtenInAYear());
    json.name("free").number(section.store().folder().toFile().getUsableSpace());
    return json.endObject().toString();
  }
}
