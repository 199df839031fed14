package hearth.runtime.device;

import hearth.protocol.topic.TopicName;

/**
 * What a connection says of itself, retained, on one topic.
 *
 * @param preparing said while not all has been said yet; null where there is nothing to be said
 * @param present said after every connect; null where others say it, in their own words
 * @param lost said by the Will
 * @param ended said at an orderly end; null where others say it
 */
record DeviceAvailability(
    TopicName topic, String preparing, String present, String lost, String ended) {
  /** Home Assistant's words. */
  static DeviceAvailability online(TopicName topic) {
    return new DeviceAvailability(topic, null, "online", "offline", "offline");
  }

  /** Whether somebody else said it, while the connection stands. */
  boolean isUntrue(String payload) {
    return present == null
        ? payload.equals(lost)
        : !payload.equals(present) && !payload.equals(preparing);
  }
}
