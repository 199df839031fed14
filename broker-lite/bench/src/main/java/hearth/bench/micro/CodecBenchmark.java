package hearth.bench.micro;

import hearth.protocol.codec.ClientPacketDecoder;
import hearth.protocol.codec.EncodedPublish;
import hearth.protocol.codec.PacketDecoder;
import hearth.protocol.codec.PublishEncoder;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A PUBLISH of 64 bytes from and to the wire. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
  @Param({"V3_1_1", "V5"})
  private MqttVersion version;

  private Publish publish;
  private ByteBuffer bytes;
  private PacketDecoder decoder;

  @Setup
  public void prepare() {
    Properties properties =
        version.hasProperties()
            ? Properties.builder().add(Property.MESSAGE_EXPIRY_INTERVAL, 3600).build()
            : Properties.NONE;
    TopicName topic = TopicName.of("home/livingroom/temperature/state");
    publish = new Publish(false, QoS.AT_LEAST_ONCE, false, topic, 7, properties, new byte[64]);
    byte[] encoded = PublishEncoder.encode(publish, version).bytes();
    bytes = ByteBuffer.allocateDirect(encoded.length).put(encoded).flip();
    decoder = new ClientPacketDecoder(1 << 20);
    decoder.version(version);
  }

  @Benchmark
  public ControlPacket decode() throws MqttProtocolException {
    bytes.rewind();
    return decoder.decode(bytes);
  }

  @Benchmark
  public EncodedPublish encode() {
    return PublishEncoder.encode(publish, version);
  }
}
