package hearth.broker.message;

import hearth.io.text.PrintableText;
import hearth.protocol.codec.PublishHead;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.UserProperty;
import java.util.Arrays;

/**
 * Who has published a message, as a user property that the broker alone adds, and only for a
 * session that is to be told: {@code hearth-by: user anna, client phone}, or {@code client phone}
 * of a client without a user. A client's own property of that name goes no further.
 */
public final class PublisherProperty {
  /** The name of the user property. */
  public static final String NAME = "hearth-by";

  /** Of a user's or client's name as much is told as a person reads. */
  private static final int MAX_NAME = 100;

  private PublisherProperty() {}

  /** The packet without what its client may not say. */
  public static Publish stripped(Publish publish) {
    Properties own = publish.properties();
    Properties passed = stripped(own);
    return passed == own
        ? publish
        : new Publish(
            publish.dup(),
            publish.qos(),
            publish.retain(),
            publish.topic(),
            publish.packetIdentifier(),
            passed,
            publish.payload());
  }

  /** The same of the properties of a packet or a Will. */
  public static Properties stripped(Properties properties) {
    if (!properties.has(Property.USER_PROPERTY)
        || properties.userProperties().stream().noneMatch(PublisherProperty::isOne)) {
      return properties;
    }
    Properties.Builder kept = Properties.builder();
    properties.forEach(
        (property, value) -> {
          if (!(value instanceof UserProperty user && isOne(user))) {
            kept.add(property, value);
          }
        });
    return kept.build();
  }

  private static boolean isOne(UserProperty property) {
    return property.name().equals(NAME);
  }

  /**
   * Properties with who has published, where somebody has.
   *
   * @param properties as {@link PublishHead#shared} has encoded them
   * @param client null for the broker itself
   * @param user null or {@link Message#ANONYMOUS} for none
   */
  static byte[] appendedTo(byte[] properties, String client, String user) {
    if (client == null) {
      return properties;
    }
    String by = "client " + shown(client);
    // A name with a colon before it is no person's: the device of this process, or a bridge.
    boolean isPerson = user != null && !user.equals(Message.ANONYMOUS) && !user.startsWith(":");
    byte[] one =
        PublishHead.shared(
            Properties.builder()
                .user(NAME, isPerson ? "user " + shown(user) + ", " + by : by)
                .build());
    byte[] all = Arrays.copyOf(properties, properties.length + one.length);
    System.arraycopy(one, 0, all, properties.length, one.length);
    return all;
  }

  private static String shown(String name) {
    return PrintableText.of(name, MAX_NAME);
  }
}
