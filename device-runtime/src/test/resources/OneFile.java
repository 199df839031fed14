import hearth.client.BlockingMqttClient;
import hearth.client.LogQueueStore;
import hearth.client.Message;
import hearth.client.MqttClient;
import hearth.client.QueueStore;
import hearth.io.file.DirectoryDisk;
import hearth.io.file.Durability;
import hearth.io.loop.SelectorLoop;
import hearth.io.loop.SystemClock;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.QoS;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Uses the client as a stranger's program does, with its one jar and nothing else on the class path:
 * over each of the addresses, and with a queue in a folder. Prints a line for each that worked.
 */
public class OneFile {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  public static void main(String[] words) throws Exception {
    for (int i = 1; i < words.length; i++) {
      for (MqttVersion version : MqttVersion.values()) {
        exchange(words[i], version);
        System.out.println(words[i] + " " + version);
      }
    }
    leaveInQueue(Path.of(words[0]));
    sendFromQueue(Path.of(words[0]), words[1]);
    System.out.println("queue");
    System.exit(0); // the last loops run on
  }

  private static void exchange(String uri, MqttVersion version) throws Exception {
    try (MqttClient client =
        MqttClient.builder().server(uri).version(version).connectTimeout(TIMEOUT).build()) {
      BlockingMqttClient waiting = client.blocking(TIMEOUT);
      waiting.connect();
      for (QoS qos : QoS.values()) {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        waiting.subscribe("one/file", qos, message -> heard.add(message.text()));
        waiting.publish(Message.of("one/file", version + " " + qos).atQos(qos));
        require(version + " " + qos, heard);
      }
      waiting.unsubscribe("one/file");
      waiting.disconnect();
    }
  }

  private static void require(String text, BlockingQueue<String> heard) throws Exception {
    String found = heard.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    if (!text.equals(found)) {
      throw new AssertionError(found + " instead of " + text);
    }
  }

  /** Publishes to a server that is not there, and ends. */
  private static void leaveInQueue(Path folder) throws Exception {
    SelectorLoop loop = newLoop();
    DirectoryDisk disk = new DirectoryDisk(folder);
    MqttClient client =
        MqttClient.builder().loop(loop).server("mqtt://127.0.0.1:1").queueStore(store(disk, loop)).build();
    Thread running = run(loop);
    client.publish(Message.of("one/queue", "kept").atQos(QoS.AT_LEAST_ONCE));
    client.close();
    loop.execute(loop::stop);
    running.join();
    disk.close();
  }

  private static void sendFromQueue(Path folder, String uri) throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    MqttClient listener = MqttClient.builder().server(uri).build();
    listener.blocking(TIMEOUT).connect();
    listener.blocking(TIMEOUT).subscribe("one/queue", QoS.AT_LEAST_ONCE, m -> heard.add(m.text()));
    SelectorLoop loop = newLoop();
    MqttClient client =
        MqttClient.builder()
            .loop(loop)
            .server(uri)
            .queueStore(store(new DirectoryDisk(folder), loop))
            .build();
    run(loop);
    client.blocking(TIMEOUT).connect();
    require("kept", heard);
  }

  private static SelectorLoop newLoop() throws Exception {
    return new SelectorLoop(new SystemClock(), Throwable::printStackTrace);
  }

  private static QueueStore store(DirectoryDisk disk, SelectorLoop loop) throws Exception {
    Executor journal = Runnable::run;
    return LogQueueStore.open(
        disk, loop, journal, new SecureRandom()::nextLong, Durability.FORCED, Throwable::printStackTrace);
  }

  private static Thread run(SelectorLoop loop) {
    Thread thread = new Thread(loop::run, "loop");
    thread.start();
    CompletableFuture<Void> running = new CompletableFuture<>();
    loop.execute(() -> running.complete(null));
    running.join(); // until then this thread passes for the loop's
    return thread;
  }
}
