package hearth.bench;

import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Retained messages of QoS 1 from so many publishers, each of which waits for its PUBACK before the
 * next: how many a second are acknowledged, and what they cost the disk. Prints a line.
 */
public final class StoreLoad {
  private static final String USAGE = "usage: StoreLoad BROKER PORT PID PUBLISHERS SECONDS";
  private static final int PAYLOAD = 64;
  private static final int TOPICS = 100;
  private static final int PUBACK_BYTES = 4;
  private static final int CONNACK_BYTES = 4;

  private final int port;
  private final AtomicLong acknowledged = new AtomicLong();
  private volatile boolean ends;

  private StoreLoad(int port) {
    this.port = port;
  }

  public static void main(String[] words) throws IOException, InterruptedException {
    if (words.length != 5) {
      System.err.println(USAGE);
      System.exit(2);
    }
    int publishers = Integer.parseInt(words[3]);
    Path io = Path.of("/proc", words[2], "io");
    StoreLoad load = new StoreLoad(Integer.parseInt(words[1]));
    Result result = new Result("stored-" + publishers, words[0]);
    load.run(publishers, Double.parseDouble(words[4]), io, result);
    System.out.println(result);
  }

  private void run(int publishers, double seconds, Path io, Result result)
      throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < publishers; i++) {
      String name = "publisher-" + i;
      Thread thread = new Thread(() -> publish(name));
      thread.setName(name);
      thread.start();
      threads.add(thread);
    }
    Thread.sleep((long) (seconds * 500)); // half as long until what a JVM compiles is compiled
    long before = acknowledged.get();
    long writtenBefore = writtenBytes(io);
    long start = System.nanoTime();
    Thread.sleep((long) (seconds * 1000));
    double messages = acknowledged.get() - before;
    double elapsed = (System.nanoTime() - start) / 1e9;
    ends = true;
    for (Thread thread : threads) {
      thread.join();
    }
    Thread.sleep(2000); // what is written behind the acknowledgements counts too
    double all = acknowledged.get() - before;
    result.put("rate", messages / elapsed);
    result.put("disk-bytes", (writtenBytes(io) - writtenBefore) / all);
  }

  /** Bytes that the process has sent towards the disk, as the kernel counts them, in pages. */
  private static long writtenBytes(Path io) throws IOException {
    for (String line : Files.readAllLines(io)) {
      if (line.startsWith("write_bytes: ")) {
        return Long.parseLong(line.substring(line.indexOf(' ') + 1));
      }
    }
    throw new IOException(io + " does not tell how much was written");
  }

  private void publish(String name) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      MqttVersion version = MqttVersion.V3_1_1;
      send(socket, new Connect(version, true, 0, name, null, null, null, Properties.NONE));
      in.readNBytes(CONNACK_BYTES);
      for (int i = 0; !ends; i++) {
        TopicName topic = TopicName.of("bench/" + name + "/" + i % TOPICS);
        send(
            socket,
            new Publish(
                false,
                QoS.AT_LEAST_ONCE,
                true,
                topic,
                1 + i % 60_000,
                Properties.NONE,
                new byte[PAYLOAD]));
        in.readNBytes(PUBACK_BYTES);
        acknowledged.incrementAndGet();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(Socket socket, ControlPacket packet) throws IOException {
    socket.getOutputStream().write(PacketEncoder.encode(packet, MqttVersion.V3_1_1));
  }
}
