package hearth.broker.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RecordReaderTest {
  private final RecordReader in = new RecordReader();
  private final RecordWriter writer = new RecordWriter();

  @Test
  void remembersTheHighestNumber() {
    for (long number : new long[] {3, 9, 4}) {
      open(writer.number(number));
      assertEquals(number, in.number());
    }
    assertEquals(9, in.highestNumber());
  }

  @Test
  void readsAWill() throws MqttProtocolException {
    Will will =
        new Will(TopicName.of("gone"), new byte[0], QoS.AT_MOST_ONCE, false, Properties.NONE);
    open(writer.will("lämp", "anna", will));
    assertEquals("lämp", in.text());
    assertEquals("anna", in.optional());
    assertEquals(0, in.time());
    assertEquals(TopicName.of("gone"), in.publish().topic());
    open(writer.will("lamp", null, will));
    assertEquals("lamp", in.text());
    assertNull(in.optional());
  }

  @Test
  void allMessagesOfAClientShareItsText() {
    byte[] text = {1, 0, 0, 0, 1, 'a'};
    open(text);
    String first = in.publisher();
    open(text);
    assertSame(first, in.publisher());
  }

  @Test
  void aRecordThatEndsTooSoonHarmsNoOther() throws MqttProtocolException {
    open(new byte[] {0, 0, 0, 5, 'h'});
    assertThrows(BufferUnderflowException.class, in::text);
    byte[] publish =
        PacketEncoder.encode(
            new Publish(
                false,
                QoS.AT_LEAST_ONCE,
                true,
                TopicName.of("home/lamp"),
                1,
                Properties.NONE,
                new byte[] {'1'}),
            MqttVersion.V5);
    byte[] wrong = publish.clone();
    wrong[3] = 100; // longer than the packet
    open(wrong);
    assertThrows(MqttProtocolException.class, in::publish);
    open(publish);
    assertEquals("home/lamp", in.publish().topic().toString());
  }

  private void open(RecordWriter record) {
    in.open(ByteBuffer.wrap(record.bytes(), 0, record.length()));
  }

  private void open(byte[] record) {
    in.open(ByteBuffer.wrap(record));
  }
}
