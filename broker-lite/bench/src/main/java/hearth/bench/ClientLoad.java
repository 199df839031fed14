package hearth.bench;

import hearth.client.Message;
import hearth.client.MqttClient;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Publishes with Hearth's own client, in this process, as fast as it lets: how many messages a
 * second leave (QoS 0) or are acknowledged (QoS 1), what the process takes of the processor for a
 * million of them, and its memory. Prints a line.
 */
public final class ClientLoad {
  private static final String USAGE = "usage: ClientLoad PORT QOS SECONDS";
  private static final int PAYLOAD = 64;

  private final AtomicLong done = new AtomicLong();
  private final MqttClient client;
  private final Message message;

  private ClientLoad(int port, QoS qos) {
    this.client = MqttClient.builder().server("127.0.0.1", port).build();
    this.message =
        new Message(TopicName.of("bench/client"), new byte[PAYLOAD], qos, false, Properties.NONE);
  }

  public static void main(String[] words) throws IOException, InterruptedException {
    if (words.length != 3) {
      System.err.println(USAGE);
      System.exit(2);
    }
    QoS qos = QoS.values()[Integer.parseInt(words[1])];
    Result result = new Result("client-qos" + words[1], "hearth");
    new ClientLoad(Integer.parseInt(words[0]), qos).run(Double.parseDouble(words[2]), result);
    System.out.println(result);
    System.exit(0);
  }

  private void run(double seconds, Result result) throws IOException, InterruptedException {
    client.connect().join();
    Thread publishing = new Thread(this::publish, "publishing");
    publishing.setDaemon(true);
    publishing.start();
    Thread.sleep((long) (seconds * 500)); // until the compilers are done
    ObservedProcess self = ObservedProcess.self();
    long before = done.get();
    double cpuBefore = self.cpuSeconds();
    long start = System.nanoTime();
    Thread.sleep((long) (seconds * 1000));
    double messages = done.get() - before;
    result.put("rate", messages / ((System.nanoTime() - start) / 1e9));
    result.put("cpu", (self.cpuSeconds() - cpuBefore) * 1e6 / messages);
    result.put("resident", self.residentMegabytes());
    result.put("peak", self.peakResidentMegabytes());
  }

  private void publish() {
    while (true) {
      CompletableFuture<Void> room = client.room();
      if (!room.isDone()) {
        room.join();
      }
      client.publish(message).thenRun(done::incrementAndGet);
    }
  }
}
