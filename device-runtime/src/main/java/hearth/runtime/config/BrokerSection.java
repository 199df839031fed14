package hearth.runtime.config;

import hearth.protocol.topic.TopicName;
import hearth.runtime.config.ListenerSettings.Anonymous;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The section {@code broker}.
 *
 * @param listeners at least one
 * @param store null keeps everything in memory
 * @param passwordFile who may connect; null where there are no users
 * @param aclFile who may publish and subscribe to what; null where everybody may everything
 * @param limits what clients may ask of it
 * @param movedTo the broker that clients are sent to in this one's stead, or null
 * @param recorder null where nothing is recorded
 * @param bridges other brokers and clusters that messages go to and come from
 * @param panelAdmins users to whom the page shows what others do
 */
public record BrokerSection(
    List<ListenerSettings> listeners,
    StoreSettings store,
    Path passwordFile,
    Path aclFile,
    LimitsSettings limits,
    NetworkAddress movedTo,
    RecorderSection recorder,
    List<BridgeSection> bridges,
    List<String> panelAdmins) {
  private static final Key<List<ListenerSettings>> LISTEN =
      Key.required(
          "listen",
          Values.listOf(ListenerSettings.SCHEMA),
          "addresses and ports such as 0.0.0.0:1883");

  private static final Key<StoreSettings> STORE =
      Key.optional("store", StoreSettings.SCHEMA, null, "the folder of what survives a restart");

  private static final Key<RecorderSection> RECORDER =
      Key.optional(
          "recorder",
          RecorderSection.SCHEMA,
          null,
          "the folder of what was: readings and states of the last year");

  private static final Key<Path> PASSWORD_FILE =
      Key.optional(
          "password_file",
          Values.path("a file that 'hearth passwd' writes"),
          null,
          "the users and their hashed passwords");

  private static final Key<Path> ACL_FILE =
      Key.optional(
          "acl_file",
          Values.path("a file in the syntax of Mosquitto's acl_file"),
          null,
          "who may publish and subscribe to what");

  private static final Key<LimitsSettings> LIMITS =
      Key.optional(
          "limits",
          LimitsSettings.SCHEMA,
          LimitsSettings.DEFAULTS,
          "what the broker allows its clients");

  private static final Key<NetworkAddress> MOVED_TO =
      Key.optional(
          "moved_to",
          new Scalar<>(
              "a host and port such as new-pi.local:1883",
              text -> NetworkAddress.of(text, NetworkAddress.MQTT_PORT)),
          null,
          "where clients are sent, when the home's broker is another one now");

  private static final Key<List<BridgeSection>> BRIDGES =
      Key.optional(
          "bridges",
          Values.listOf(BridgeSection.SCHEMA),
          List.of(),
          "other brokers and clusters that messages go to and come from");

  private static final Key<List<String>> PANEL_ADMINS =
      Key.optional(
          "panel_admins",
          Values.oneOrMore(Values.text("a user of the password_file")),
          List.of(),
          "users to whom the page shows clients, refusals and the configuration");

  static final Schema<BrokerSection> SCHEMA =
      new Schema<>(
          "a broker",
          BrokerSection::of,
          LISTEN,
          STORE,
          PASSWORD_FILE,
          ACL_FILE,
          LIMITS,
          MOVED_TO,
          RECORDER,
          BRIDGES,
          PANEL_ADMINS);

  /** Whether another has all the same but users under {@code panel_admins}. */
  boolean isSame(BrokerSection other) {
    return other != null && equals(other.withPanelAdmins(panelAdmins));
  }

  /** The same with other users under {@code panel_admins}. */
  public BrokerSection withPanelAdmins(List<String> admins) {
    return new BrokerSection(
        listeners, store, passwordFile, aclFile, limits, movedTo, recorder, bridges, admins);
  }

  /** The same, and what announces itself below another prefix is recorded, too. */
  BrokerSection recordsAnnouncedBelow(TopicName prefix) {
    RecorderSection recording = recorder == null ? null : recorder.announcedBelow(prefix);
    return new BrokerSection(
        listeners, store, passwordFile, aclFile, limits, movedTo, recording, bridges, panelAdmins);
  }

  private static void checkMemory(SectionValues form) {
    LimitsSettings limits = form.get(LIMITS);
    boolean hasTls = hasTls(form.get(LISTEN));
    new MemoryPlan(limits, form.get(STORE) != null, hasTls, MemoryPlan.heap())
        .problems(
            (key, message) -> {
              Position place = limits.position(key);
              form.problemAt(
                  place == null ? form.position(LIMITS) : place, "limits." + key + ": " + message);
            });
  }

  private static boolean hasTls(List<ListenerSettings> listeners) {
    return listeners.stream().anyMatch(each -> each.tls() != null);
  }

  /** How the memory is shared out. */
  public MemoryPlan memoryPlan() {
    return new MemoryPlan(limits, store != null, hasTls(listeners), MemoryPlan.heap());
  }

  private static BrokerSection of(SectionValues form) {
    List<ListenerSettings> listeners = form.get(LISTEN);
    if (listeners.isEmpty()) {
      form.problem(LISTEN, "names no address; give at least one such as 0.0.0.0:1883");
    }
    Set<NetworkAddress> seen = new HashSet<>();
    for (ListenerSettings listener : listeners) {
      if (listener.address().port() != 0 && !seen.add(listener.address())) {
        form.problem(LISTEN, "has " + listener.address() + " twice; give one of them another port");
      }
    }
    Path passwordFile = form.get(PASSWORD_FILE);
    if (passwordFile == null
        && listeners.stream().allMatch(listener -> listener.anonymous() == Anonymous.NO)) {
      form.problem(
          PASSWORD_FILE,
          "nobody could connect: give a password_file, or a listener with 'anonymous: yes'");
    }
    checkMemory(form);
    return new BrokerSection(
        listeners,
        form.get(STORE),
        passwordFile,
        form.get(ACL_FILE),
        form.get(LIMITS),
        form.get(MOVED_TO),
        form.get(RECORDER),
        bridges(form),
        form.get(PANEL_ADMINS));
  }

  /** Those where MQTT is spoken: where clients may connect. */
  public List<ListenerSettings> mqttListeners() {
    return listeners.stream().filter(listener -> listener.metrics() == null).toList();
  }

  private static List<BridgeSection> bridges(SectionValues form) {
    Set<String> names = new HashSet<>();
    for (BridgeSection bridge : form.get(BRIDGES)) {
      if (!names.add(bridge.name())) {
        form.problem(BRIDGES, "there is another bridge '" + bridge.name() + "'; name them apart");
      }
    }
    return form.get(BRIDGES);
  }
}
