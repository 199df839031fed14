package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers that make a message dear: each asks for something of its own, or acknowledges late. */
class HostileReadersIT extends AttackedBroker {
  /** 280 MB for forty sockets take the kernel as long, whoever writes them. */
  private static final double WRITING_MILLIS = 1000;

  static final byte[] NONE = {0};
  static final int SUBSCRIPTION_IDENTIFIER = 0x0B;
  private static final int MESSAGE_EXPIRY = 0x02;

  /** What a reader asks for in its CONNECT and its SUBSCRIBE, or a publisher in its PUBLISH. */
  enum Wish {
    TOPIC_ALIAS(new byte[] {3, 0x22, 0, 1}, NONE, NONE),
    IDENTIFIER(NONE, new byte[] {2, SUBSCRIPTION_IDENTIFIER, 7}, NONE),
    EXPIRY(NONE, NONE, new byte[] {5, MESSAGE_EXPIRY, 0, 0, 0, 99});

    private final byte[] connect;
    private final byte[] subscribe;
    private final byte[] publish;

    Wish(byte[] connect, byte[] subscribe, byte[] publish) {
      this.connect = connect;
      this.subscribe = subscribe;
      this.publish = publish;
    }

    RawClient reader(int port, int number) throws IOException {
      RawClient reader = RawClient.from("127.0.0.2", port);
      reader.send(connectFive("reader" + number, connect)).expect(RawClient.CONNACK);
      byte[] identifier = {0, 1};
      byte[] filter = RawClient.join(text("large"), new byte[1]);
      reader.send(RawClient.packet(0x82, RawClient.join(identifier, subscribe, filter)));
      reader.expect(RawClient.SUBACK);
      return reader;
    }
  }

  /** One message of 7 MB to forty of them: it exists once. */
  @ParameterizedTest
  @EnumSource(Wish.class)
  void oneLargeMessageToManyWhoAskForSomethingOfTheirOwn(Wish wish) throws Exception {
    maxMillis = WRITING_MILLIS;
    byte[] payload = new byte[7 * MIB];
    byte[] message = RawClient.packet(0x30, RawClient.join(text("large"), wish.publish, payload));
    List<RawClient> readers = new ArrayList<>();
    List<Flood> reading = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      readers.add(wish.reader(port, i));
    }
    try (RawClient publisher = RawClient.from("127.0.0.3", port)) {
      publisher.send(connectFive("publisher", NONE)).expect(RawClient.CONNACK);
      publisher.send(message).send(RawClient.PINGREQ).expect(RawClient.PINGRESP);
      readers.forEach(reader -> reading.add(Flood.reading(reader)));
      for (Flood reader : reading) {
        reader.awaitRead(payload.length);
      }
      // From now on who reads slowly may lose some: they are of QoS 0.
      attack(
          () -> {
            publisher.send(message).send(RawClient.PINGREQ);
            publisher.expect(RawClient.PINGRESP);
          });
    }
    for (RawClient reader : readers) {
      reader.close();
    }
  }

  /**
   * So many messages of QoS 1 in flight, at three sizes, and each reader comes back for them. Two
   * of the largest, that of the reader and the next of the publisher, are just below buffer_bytes.
   */
  @ParameterizedTest
  @ValueSource(ints = {1000, 200_000, 6 << 20})
  void readersThatAcknowledgeLate(int bytes) throws Exception {
    maxMillis = WRITING_MILLIS;
    int[] round = {0};
    attack(() -> acknowledgeLate(bytes, ++round[0]));
  }

  private void acknowledgeLate(int bytes, int round) throws IOException {
    String topic = "late/" + round;
    // Of one address more than limits.connections_per_second would come.
    String address = "127.0.1." + (1 + round % 250);
    try (RawClient late = RawClient.from(address, port);
        RawClient publisher = RawClient.from(address, port).connect("publisher")) {
      late.resume("late", null);
      late.subscribe("late/+", 1);
      for (int i = 1; i <= 8; i++) {
        publisher.send(RawClient.publishPacket(topic, 1, false, i, new byte[bytes]));
        publisher.expect(RawClient.PUBACK);
      }
      assertEquals(bytes, late.expect(RawClient.PUBLISH).body().length - 4 - topic.length());
    }
    int identifier = sentAgain(address, bytes, topic);
    try (RawClient late = RawClient.from(address, port)) {
      late.resume("late", null);
      RawClient.Packet first = late.expect(RawClient.PUBLISH);
      assertEquals(identifier, identifier(first, topic), "the same, in its order");
    }
    try (RawClient clean = RawClient.from(address, port)) {
      clean.connect("late"); // whose session is gone with all that was in flight
    }
  }

  private int sentAgain(String address, int bytes, String topic) throws IOException {
    try (RawClient late = RawClient.from(address, port)) {
      assertTrue(late.resume("late", null));
      RawClient.Packet first = late.expect(RawClient.PUBLISH);
      assertTrue((first.first() & 0x08) != 0, "DUP");
      assertEquals(bytes, first.body().length - 4 - topic.length());
      return identifier(first, topic);
    }
  }

  private static int identifier(RawClient.Packet publish, String topic) {
    byte[] body = publish.body();
    return (body[2 + topic.length()] & 0xFF) << 8 | (body[3 + topic.length()] & 0xFF);
  }

  /** CONNECT of 5.0 with a clean start and these properties, their length included. */
  static byte[] connectFive(String clientIdentifier, byte[] properties) {
    byte[] start = {0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0};
    return RawClient.packet(0x10, RawClient.join(start, properties, text(clientIdentifier)));
  }

  static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes.length >> 8);
    out.write(bytes.length);
    out.writeBytes(bytes);
    return out.toByteArray();
  }
}
