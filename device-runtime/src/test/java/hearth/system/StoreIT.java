package hearth.system;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.ReasonCode;
import hearth.testsupport.OutsideProcess;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real store in a real folder that is damaged, too new, or on a disk that is full. */
class StoreIT {
  private static final int HEADER_BYTES = 24;

  @TempDir private Path folder;

  // ---- damage

  @Test
  void aDamagedStoreIsServedAsFarAsItIsWhole() throws IOException {
    try (HearthProcess broker = HearthProcess.storingBroker(folder);
        WireClient client = new WireClient(broker.port(), V3_1_1).connectClean("writer")) {
      int identifier = 0;
      for (String topic : List.of("first", "second", "third")) {
        client.publish(topic, "value of " + topic, AT_LEAST_ONCE, true, ++identifier);
        client.read(PubAck.class);
      }
      broker.kill();
    }
    byte[] whole = Files.readAllBytes(segment());

    byte[] flipped = whole.clone();
    flipped[indexOf(whole, "value of second")] ^= 1;
    Files.write(segment(), flipped);
    try (HearthProcess broker = HearthProcess.storingBroker(folder)) {
      assertEquals("value of first", retained(broker, "first"));
      assertEquals("value of third", retained(broker, "third"));
      String damage = retained(broker, "$SYS/broker/store/damage");
      assertTrue(damage.contains("of the topic second"), damage);
      broker.awaitLog("error .*of the topic second");
      broker.kill();
    }

    int inThird = indexOf(whole, "value of third") + 3;
    for (int length : new int[] {inThird, 30, 5, 0}) {
      emptyFolder();
      Files.write(folder.resolve("journal-0000000000000001.log"), Arrays.copyOf(whole, length));
      try (HearthProcess broker = HearthProcess.storingBroker(folder)) {
        if (length == inThird) {
          assertEquals("value of second", retained(broker, "second"));
        }
        publishAndKill(broker);
      }
    }
  }

  /** What was damaged takes new messages. */
  private static void publishAndKill(HearthProcess broker) throws IOException {
    try (WireClient client = new WireClient(broker.port(), V3_1_1).connectClean("again")) {
      client.publish("new", "value", AT_LEAST_ONCE, true, 1);
      client.read(PubAck.class);
    }
    broker.kill();
  }

  @Test
  void aNewerStoreIsRefusedAndLeftAsItIs() throws IOException {
    Path segment = folder.resolve("journal-0000000000000001.log");
    ByteBuffer bytes = ByteBuffer.allocate(200);
    for (int start = 0; start < 2 * HEADER_BYTES; start += HEADER_BYTES) {
      bytes.position(start);
      bytes.put("HEARTHLG".getBytes(StandardCharsets.US_ASCII)).putInt(77).putLong(5);
      CRC32C crc = new CRC32C();
      crc.update(bytes.array(), start, bytes.position() - start);
      bytes.putInt((int) crc.getValue());
    }
    Files.write(segment, bytes.array());

    try (HearthProcess broker =
        HearthProcess.start(
            "broker", "--listen", "127.0.0.1:0", "--allow-anonymous", "--store", "" + folder)) {
      assertEquals(1, broker.awaitEnd(), broker::told);
      assertTrue(broker.told().contains("written by a newer version"), broker::told);
      assertEquals(0, broker.logCount("^\tat "), broker::told);
    }
    assertArrayEquals(bytes.array(), Files.readAllBytes(segment));
  }

  // ---- a disk that does not take it

  @Test
  void filesThatMayNotGrowAreNotLiedAbout() throws IOException {
    try (HearthProcess broker = HearthProcess.storingBrokerWithPipes(folder)) {
      refusesAndRecovers(
          broker, () -> limitFiles(broker, "0:unlimited"), () -> limitFiles(broker, "unlimited"));
    }
  }

  @Test
  void aFullDiskIsNotLiedAbout() throws IOException {
    try (OutsideProcess mount =
        run("mount", "-t", "tmpfs", "-o", "size=1m", "none", folder.toString())) {
      assumeTrue(mount.awaitEnd() == 0, "only root may mount a small disk");
    }
    Path filling = folder.resolve("filling");
    try (HearthProcess broker = HearthProcess.storingBroker(folder)) {
      refusesAndRecovers(broker, () -> fill(filling), () -> delete(filling));
    } finally {
      try (OutsideProcess umount = run("umount", "-l", folder.toString())) {
        umount.awaitEnd();
      }
    }
  }

  private void refusesAndRecovers(HearthProcess broker, Runnable full, Runnable space)
      throws IOException {
    // Larger than what a segment has ready.
    String large = "x".repeat(200_000);
    try (WireClient five = new WireClient(broker.port(), V5).connectClean("five");
        WireClient three = new WireClient(broker.port(), V3_1_1).connectClean("three");
        WireClient listener = new WireClient(broker.port(), V3_1_1).connectClean("listener")) {
      listener.subscribe("c", AT_MOST_ONCE);
      five.publish("a", "stored", AT_LEAST_ONCE, true, 1);
      assertFalse(five.read(PubAck.class).reasonCode().isError());

      full.run();
      five.publish("a", large, AT_LEAST_ONCE, true, 2);
      assertEquals(ReasonCode.QUOTA_EXCEEDED, five.read(PubAck.class).reasonCode());
      three.publish("b", large, AT_LEAST_ONCE, true, 1);
      assertClosed(three);
      five.publish("c", "QoS 0", AT_MOST_ONCE, false, 0);
      assertEquals("QoS 0", WireClient.text(listener.read(Publish.class)));
      broker.awaitLog("error .*store cannot be written");

      space.run();
      broker.awaitLog("The store holds again all that it should");
      assertEquals("", retained(broker, "$SYS/broker/store/alert"));
      five.publish("a", "again", AT_LEAST_ONCE, true, 3);
      assertFalse(five.read(PubAck.class).reasonCode().isError());
    }
    broker.kill();
    try (HearthProcess restarted = HearthProcess.storingBroker(folder)) {
      assertEquals("again", retained(restarted, "a"));
      restarted.kill();
    }
  }

  @Test
  void theAlertIsOnSys() throws IOException {
    try (HearthProcess broker = HearthProcess.storingBrokerWithPipes(folder);
        WireClient five = new WireClient(broker.port(), V5).connectClean("five")) {
      limitFiles(broker, "0:unlimited");
      five.publish("a", "1", AT_LEAST_ONCE, true, 1);
      assertEquals(ReasonCode.QUOTA_EXCEEDED, five.read(PubAck.class).reasonCode());

      assertEquals("File too large", retained(broker, "$SYS/broker/store/alert"));
    }
  }

  private static void assertClosed(WireClient client) {
    IOException end = assertThrows(IOException.class, client::read);
    assertTrue(end instanceof EOFException || end instanceof SocketException, end::toString);
  }

  private static void limitFiles(HearthProcess broker, String limit) {
    try (OutsideProcess prlimit = run("prlimit", "--pid", "" + broker.pid(), "--fsize=" + limit)) {
      assertEquals(0, prlimit.awaitEnd(), prlimit::told);
    }
  }

  private static void fill(Path file) {
    try (OutsideProcess dd = run("dd", "if=/dev/zero", "of=" + file, "bs=4k")) {
      dd.awaitEnd();
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  // ---- the pieces

  private static OutsideProcess run(String... command) {
    return new OutsideProcess(List.of(command));
  }

  private static String retained(HearthProcess broker, String topic) throws IOException {
    try (WireClient late = new WireClient(broker.port(), V5).connectClean("late")) {
      return WireClient.text(late.subscribe(topic, AT_MOST_ONCE).read(Publish.class));
    }
  }

  private Path segment() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("journal-"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  private void emptyFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(StoreIT::delete);
    }
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }
}
