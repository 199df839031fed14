package hearth.bench;

import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A home as its phone and its kernel see it: {@code phone} publishes commands for a light, one at a
 * time, and waits for the state that the light has read back from its pin; {@code idle} adds up
 * what some processes take while nothing happens but readings.
 */
public final class HomeLoad {
  private static final String USAGE =
      """
      usage: HomeLoad phone NAME PORT COMMANDS
             HomeLoad idle NAME SECONDS PID...""";

  private static final MqttVersion VERSION = MqttVersion.V3_1_1;
  private static final TopicName COMMAND = TopicName.of("home/light/set");
  private static final String STATE = "home/light";
  private static final int CONNACK_BYTES = 4;
  private static final int PUBLISH = 3;

  private HomeLoad() {}

  public static void main(String[] words) throws IOException, InterruptedException {
    if (words.length == 4 && words[0].equals("phone")) {
      int commands = Integer.parseInt(words[3]);
      System.out.println(phone(words[1], Integer.parseInt(words[2]), commands));
    } else if (words.length > 3 && words[0].equals("idle")) {
      List<ObservedProcess> processes = new ArrayList<>();
      for (int i = 3; i < words.length; i++) {
        processes.add(new ObservedProcess(Long.parseLong(words[i])));
      }
      System.out.println(idle(words[1], Long.parseLong(words[2]), processes));
    } else {
      System.err.println(USAGE);
      System.exit(2);
    }
  }

  private static Result phone(String name, int port, int commands)
      throws IOException, InterruptedException {
    Latencies latencies = new Latencies();
    Random random = new Random(1);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      send(socket, new Connect(VERSION, true, 0, "phone", null, null, null, Properties.NONE));
      in.readNBytes(CONNACK_BYTES);
      send(socket, subscribe());
      awaitState(in); // the retained one
      for (int i = 0; i < 2 * commands; i++) {
        long start = System.nanoTime();
        send(socket, command(i % 2 == 0 ? "ON" : "OFF"));
        awaitState(in);
        if (i >= commands) { // the first half is warm-up
          latencies.add(System.nanoTime() - start);
        }
        Thread.sleep(5 + random.nextInt(10));
      }
    }
    return new Result("home-phone", name)
        .put("p50-us", latencies.microseconds(0.5))
        .put("p99-us", latencies.microseconds(0.99));
  }

  private static ControlPacket subscribe() {
    Subscription subscription =
        new Subscription(
            TopicFilter.of(STATE),
            QoS.AT_MOST_ONCE,
            false,
            false,
            Subscription.RetainHandling.SEND);
    return new Subscribe(1, List.of(subscription), Properties.NONE);
  }

  private static ControlPacket command(String word) {
    byte[] payload = word.getBytes(StandardCharsets.US_ASCII);
    return new Publish(false, QoS.AT_MOST_ONCE, false, COMMAND, 0, Properties.NONE, payload);
  }

  /** Reads to the end of the next PUBLISH; its topic can only be the one. */
  private static void awaitState(DataInputStream in) throws IOException {
    boolean isState = false;
    while (!isState) {
      isState = in.readUnsignedByte() >> 4 == PUBLISH;
      in.readNBytes(in.readUnsignedByte()); // packets of less than 128 bytes
    }
  }

  private static void send(Socket socket, ControlPacket packet) throws IOException {
    socket.getOutputStream().write(PacketEncoder.encode(packet, VERSION));
  }

  private static Result idle(String name, long seconds, List<ObservedProcess> processes)
      throws IOException, InterruptedException {
    double cpu = 0;
    long wakeUps = 0;
    for (ObservedProcess process : processes) {
      cpu -= process.preciseCpuSeconds();
      wakeUps -= process.wakeUps();
    }
    Thread.sleep(seconds * 1000);
    double resident = 0;
    double dirty = 0;
    for (ObservedProcess process : processes) {
      cpu += process.preciseCpuSeconds();
      wakeUps += process.wakeUps();
      resident += process.residentMegabytes();
      dirty += process.privateDirtyMegabytes();
    }
    return new Result("home-idle", name)
        .put("resident-MB", resident)
        .put("private-dirty-MB", dirty)
        .put("cpu-ms", cpu * 1000)
        .put("wake-ups-a-second", (double) wakeUps / seconds);
  }
}
