package hearth.protocol.packet;

/** A version of the protocol, as the CONNECT packet names it: protocol name and protocol level. */
public enum MqttVersion {
  V3_1("MQIsdp", 3),
  V3_1_1("MQTT", 4),
  V5("MQTT", 5);

  private final String protocolName;
  private final int protocolLevel;

  MqttVersion(String protocolName, int protocolLevel) {
    this.protocolName = protocolName;
    this.protocolLevel = protocolLevel;
  }

  public String protocolName() {
    return protocolName;
  }

  public int protocolLevel() {
    return protocolLevel;
  }

  /** Whether packets of this version carry properties and Reason Codes. */
  public boolean hasProperties() {
    return this == V5;
  }
}
