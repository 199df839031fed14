package hearth.broker.bridge;

import hearth.protocol.packet.MqttVersion;

/** What a bridge speaks with a remote, from the best on. */
enum Dialect {
  V5(MqttVersion.V5, false, "5.0"),
  /**
   * With the bit by which Mosquitto and Hearth know a bridge: what it publishes goes no further.
   */
  V3_1_1_AS_BRIDGE(MqttVersion.V3_1_1, true, "3.1.1, known as a bridge"),
  V3_1_1(MqttVersion.V3_1_1, false, "3.1.1");

  final MqttVersion version;
  final boolean saysBridge;
  final String words;

  Dialect(MqttVersion version, boolean saysBridge, String words) {
    this.version = version;
    this.saysBridge = saysBridge;
    this.words = words;
  }
}
