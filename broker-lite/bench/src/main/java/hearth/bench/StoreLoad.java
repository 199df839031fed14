package hearth.bench;

import hearth.protocol.packet.QoS;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Messages of QoS 1 for sessions whose clients are away, from so many publishers: how many a second
 * are acknowledged, and what each costs the disk until it has been delivered after all. Prints a
 * line.
 *
 * <p>Each publisher has a session that waits for its messages. It comes back after each round, so
 * that no queue grows beyond what brokers keep where nothing is said.
 */
public final class StoreLoad {
  private static final String USAGE =
      "usage: StoreLoad BROKER PORT PID PUBLISHERS IN-FLIGHT MESSAGES ROUNDS";

  private final int port;
  private final int publishers;
  private final int inFlight;
  private final int messages;

  private StoreLoad(int port, int publishers, int inFlight, int messages) {
    this.port = port;
    this.publishers = publishers;
    this.inFlight = inFlight;
    this.messages = messages;
  }

  public static void main(String[] words) throws IOException, InterruptedException {
    if (words.length != 7) {
      System.err.println(USAGE);
      System.exit(2);
    }
    int publishers = Integer.parseInt(words[3]);
    int inFlight = Integer.parseInt(words[4]);
    StoreLoad load =
        new StoreLoad(Integer.parseInt(words[1]), publishers, inFlight, Integer.parseInt(words[5]));
    Result result = new Result("stored-" + publishers + "-of-" + inFlight, words[0]);
    load.run(Long.parseLong(words[2]), Integer.parseInt(words[6]), result);
    System.out.println(result);
  }

  private void run(long pid, int rounds, Result result) throws IOException, InterruptedException {
    ObservedProcess broker = new ObservedProcess(pid);
    for (int i = 0; i < publishers; i++) {
      try (LoadClient absent = new LoadClient(port, i, absent(i), false)) {
        absent.subscribe(QoS.AT_LEAST_ONCE, List.of(topic(i)));
      }
    }
    double seconds = 0;
    double cpu = 0;
    long lost = 0;
    long writtenBefore = 0;
    for (int round = -rounds; round < rounds; round++) { // those before 0 warm it up
      if (round == 0) {
        seconds = 0;
        cpu = 0;
        writtenBefore = writtenBytes(pid);
      }
      double cpuBefore = broker.cpuSeconds();
      seconds += fill(round + rounds);
      cpu += broker.cpuSeconds() - cpuBefore;
      lost += drain(round + rounds);
    }
    Thread.sleep(2000); // what is written behind the acknowledgements counts too
    long stored = (long) rounds * publishers * messages;
    result.put("rate", stored / seconds);
    result.put("cpu", cpu * 1e6 / stored);
    result.put("disk-bytes", (double) (writtenBytes(pid) - writtenBefore) / stored);
    result.put("peak", broker.peakResidentMegabytes());
    result.put("lost", lost);
  }

  private static String absent(int publisher) {
    return "load-absent-" + publisher;
  }

  private static String topic(int publisher) {
    return "bench/stream/" + publisher;
  }

  /** Each round comes from an address of its own, since brokers limit how often one connects. */
  private static int firstClient(int round) {
    return round * LoadClient.CLIENTS_PER_ADDRESS;
  }

  /** Returns the seconds it took. */
  private double fill(int round) throws IOException {
    try (Traffic traffic = new Traffic(port, publishers, firstClient(round))) {
      for (int i = 0; i < publishers; i++) {
        traffic.addPublisher(QoS.AT_LEAST_ONCE, List.of(new Publisher.Target(topic(i), i)));
      }
      long start = System.nanoTime();
      traffic.publishAcknowledged(messages, inFlight);
      return (System.nanoTime() - start) / 1e9;
    }
  }

  /** Returns how many did not come. */
  private long drain(int round) throws IOException {
    long lost = 0;
    for (int i = 0; i < publishers; i++) {
      try (Traffic traffic = new Traffic(port, 1, firstClient(round))) {
        lost += messages - traffic.resume(absent(i), messages);
      }
    }
    return lost;
  }

  /** Bytes that the process has sent towards the disk, as the kernel counts them, in pages. */
  private static long writtenBytes(long pid) throws IOException {
    Path io = Path.of("/proc", Long.toString(pid), "io");
    for (String line : Files.readAllLines(io)) {
      if (line.startsWith("write_bytes: ")) {
        return Long.parseLong(line.substring(line.indexOf(' ') + 1));
      }
    }
    throw new IOException(io + " does not tell how much was written");
  }
}
