package hearth.runtime.config;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What to say of a key that a section does not have. */
final class UnknownKeys {
  /**
   * A word of another program.
   *
   * @param key what it is here, as far as it is one key; else empty
   * @param hint what to write instead
   */
  private record Word(String key, String hint) {}

  /** By the section and the key, or by the key alone. */
  private static final Map<String, Word> WORDS =
      Map.ofEntries(
          word("mqtt.host", "broker", "'broker: HOST:PORT' says where the broker is"),
          word("mqtt.server", "broker", "'broker: HOST:PORT' says where the broker is"),
          word("mqtt.address", "broker", "'broker: HOST:PORT' says where the broker is"),
          word("mqtt.hostname", "broker", "'broker: HOST:PORT' says where the broker is"),
          word("mqtt.port", "", "the port stands behind the host: 'broker: HOST:PORT'"),
          word("mqtt.user", "username", "it is 'username' here"),
          word("mqtt.topic_prefix", "", "'topic' of the section device is what topics start with"),
          word("mqtt.base_topic", "", "'topic' of the section device is what topics start with"),
          word("mqtt.discovery", "", "'discovery' stands in the section device"),
          word("mqtt.discovery_prefix", "", "'discovery_prefix' stands in the section device"),
          word("mqtt.birth_message", "", "the device says online and offline by itself"),
          word("mqtt.will_message", "", "the device says online and offline by itself"),
          word("broker.port", "", "the port stands behind the address: 'listen: [0.0.0.0:1883]'"),
          word("broker.listener", "listen", "it is 'listen' here: a list of ADDRESS:PORT"),
          word("broker.allow_anonymous", "", "'anonymous: yes' stands at an address of 'listen'"),
          word("broker.persistence", "store", "it is 'store: FOLDER' here"),
          word("broker.persistence_location", "store", "it is 'store: FOLDER' here"),
          word("broker.users", "", "users stand in the file that 'password_file' names"),
          word("listen.port", "", "the port stands behind the address: '0.0.0.0:1883'"),
          word("listen.host", "address", "it is 'address: HOST:PORT' here"),
          word("tls.certfile", "certificate", "it is 'certificate' here"),
          word("tls.cert", "certificate", "it is 'certificate' here"),
          word("tls.keyfile", "key", "it is 'key' here"),
          word("tls.cafile", "client_ca", "it is 'client_ca' here"),
          word("inverted", "active", "'active: low' says that it is on when the pin is low"),
          word("active_low", "active", "'active: low' says that it is on when the pin is low"),
          word("invert_logic", "active", "'active: low' says that it is on when the pin is low"),
          word("update_interval", "every", "it is 'every' here, as in 'every: 60s'"),
          word("scan_interval", "every", "it is 'every' here, as in 'every: 60s'"),
          word("interval", "every", "it is 'every' here, as in 'every: 60s'"),
          word("platform", "kind", "it is 'kind' here"),
          word("type", "kind", "it is 'kind' here"),
          word("module", "kind", "it is 'kind' here"),
          word("model", "kind", "it is 'kind' here"),
          word("friendly_name", "label", "'label' is what people read"),
          word("unit_of_measurement", "unit", "it is 'unit' here"),
          word("accuracy_decimals", "decimals", "it is 'decimals' here"),
          word("digits", "decimals", "it is 'decimals' here"),
          word("state_topic", "topic", "it is 'topic' here"),
          word("gpio", "pin", "it is 'pin' here"),
          word("pullup", "pull", "it is 'pull: up' here"),
          word("pull_up", "pull", "it is 'pull: up' here"),
          word("pulldown", "pull", "it is 'pull: down' here"),
          word("mode", "pull", "an input has 'pull: up', 'down' or 'none'"),
          word("initial", "restore", "'restore' says what it is when the program starts"),
          word("restore_mode", "restore", "'restore' is off, on or last"),
          word("retain", "", "states are always retained and commands never; take it out"),
          word("on_click", "on_single", "it is 'on_single' here"),
          word("on_double_click", "on_double", "it is 'on_double' here"),
          word("delayed_on", "on_delay", "it is 'on_delay' here"),
          word("dallas", "", "a thermometer is a sensor with 'kind: ds18b20'"),
          word("one_wire", "", "the bus comes with dtoverlay=w1-gpio in config.txt; take it out"),
          word("i2c", "", "the bus comes with dtparam=i2c_arm=on in config.txt; take it out"),
          word("output", "lights", "outputs are 'lights', 'switches' or 'fans'"),
          word("outputs", "lights", "outputs are 'lights', 'switches' or 'fans'"),
          word("digital_outputs", "lights", "outputs are 'lights', 'switches' or 'fans'"),
          word("digital_inputs", "buttons", "inputs are 'buttons' or 'binary_sensors'"),
          word("inputs", "buttons", "inputs are 'buttons' or 'binary_sensors'"),
          word("sensor_inputs", "sensors", "it is 'sensors' here"),
          word("gpio_modules", "", "the pins are those of this machine; take it out"),
          word("sensor_modules", "", "a sensor says its 'kind' itself; take it out"),
          word("substitutions", "", "ESPHome's substitutions are not known here; use an anchor"),
          word("packages", "", "ESPHome's packages are not known here; '<<: !include FILE' is"),
          word("esphome", "", "the device is named by 'device:' here"),
          word("homeassistant", "", "Home Assistant's own settings stay there; take it out"),
          word("logger", "", "the log goes to the journal; take it out"),
          word("wifi", "", "the network is set up by the system; take it out"),
          word("api", "", "Home Assistant finds the device by MQTT; take it out"));

  private UnknownKeys() {}

  private static Map.Entry<String, Word> word(String word, String key, String hint) {
    return Map.entry(word, new Word(key, hint));
  }

  private static Optional<Word> foreign(String section, String word) {
    return Stream.of(section + "." + word, word)
        .map(WORDS::get)
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** Whether a key holds anchors alone: at the top one that begins with a dot, as in ESPHome. */
  static boolean isForAnchors(String section, String word) {
    return section.isEmpty() && word.startsWith(".");
  }

  /** What to do where a single value stands for a whole section. */
  static String insteadOfSection(String section) {
    return section.equals("broker")
        ? ". The broker of another machine stands in the section mqtt: 'mqtt:', and below it 'broker:"
            + " HOST'"
        : "";
  }

  /** Whether other programs have this word for a key. */
  static boolean isForeign(String word, String key) {
    return WORDS.containsKey(word) && WORDS.get(word).key.equals(key);
  }

  /** The key that was likely meant. */
  static Optional<String> meant(String section, String word, Collection<String> known) {
    Optional<String> foreign = foreign(section, word).map(Word::key).filter(known::contains);
    return foreign.isPresent() ? foreign : NearestWord.of(word, known);
  }

  /**
   * What is wrong and what to do.
   *
   * @param section the key of the section that it stands in; empty at the top
   * @param known the keys that the section has
   */
  static String message(String section, String word, Collection<String> known) {
    Optional<Word> foreign =
        foreign(section, word).filter(found -> found.key.isEmpty() || known.contains(found.key));
    if (foreign.isPresent()) {
      return "unknown key; " + foreign.get().hint;
    }
    boolean isOfTheTop =
        !section.isEmpty()
            && Configuration.SCHEMA.keys().stream().anyMatch(key -> key.name().equals(word));
    String hint =
        isOfTheTop
            ? "; the section '" + word + ":' begins in the first column of the file"
            : NearestWord.suggestion(word, known) + "; allowed here: " + String.join(", ", known);
    return "unknown key" + hint;
  }
}
