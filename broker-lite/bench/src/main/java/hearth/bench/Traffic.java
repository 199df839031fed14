package hearth.bench;

import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.QoS;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Publishers and subscribers on one thread, and all that is between them checked message by
 * message. A closed loop keeps a number of messages on the way; an open loop publishes at a fixed
 * rate, and its latency counts from when a message was due, however late it left.
 */
final class Traffic implements LoadClient.Listener, AutoCloseable {
  private static final int READ_BYTES = 256 * 1024;
  static final int MAX_IN_FLIGHT = 100;
  private static final long PATIENCE_NANOS = 3_000_000_000L;
  private static final long SPIN_NANOS = 2_000_000;

  /** A subscriber and the streams it has subscribed to. */
  private record Subscriber(Ledger ledger, List<Integer> streams) {}

  private final int port;
  private final int firstClient;
  private final MqttVersion version;
  private final Streams streams;
  private final Selector selector = Selector.open();
  private final ByteBuffer shared = ByteBuffer.allocateDirect(READ_BYTES);
  private final List<LoadClient> clients = new ArrayList<>();
  private final List<Publisher> publishers = new ArrayList<>();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private Ledger[] ledgers = new Ledger[16];
  private final Latencies latencies = new Latencies();
  private boolean measures;
  private long published;
  private long delivered;

  Traffic(int port, int streams) throws IOException {
    this(port, streams, 0);
  }

  /**
   * @param firstClient the number of its first client: it decides about the address that one
   *     connects from
   */
  Traffic(int port, int streams, int firstClient) throws IOException {
    this(port, streams, firstClient, MqttVersion.V3_1_1);
  }

  /**
   * As the other constructors.
   *
   * @param version of all clients; in 5.0 they ask for all there is, see {@link LoadClient}
   */
  Traffic(int port, int streams, int firstClient, MqttVersion version) throws IOException {
    this.version = version;
    this.port = port;
    this.firstClient = firstClient;
    this.streams = new Streams(streams);
  }

  /** Subscribers come before publishers. */
  void addSubscriber(QoS qos, List<String> filters, List<Integer> itsStreams) throws IOException {
    LoadClient client = connect();
    client.subscribe(qos, filters);
    client.join(selector, this);
    Ledger ledger = new Ledger(streams.count());
    if (client.number() >= ledgers.length) {
      ledgers = Arrays.copyOf(ledgers, 2 * client.number());
    }
    ledgers[client.number()] = ledger;
    itsStreams.forEach(streams::addSubscriber);
    subscribers.add(new Subscriber(ledger, itsStreams));
  }

  void addPublisher(QoS qos, List<Publisher.Target> targets) throws IOException {
    LoadClient client = connect();
    client.join(selector, this);
    publishers.add(new Publisher(client, qos, targets, streams, version));
  }

  private LoadClient connect() throws IOException {
    int number = firstClient + clients.size();
    LoadClient client = new LoadClient(port, number, "load-" + clients.size(), true, version);
    clients.add(client);
    return client;
  }

  @Override
  public void arrived(LoadClient client, int stream, long number, long due) {
    ledgers[client.number()].received(stream, number);
    streams.publisher(stream).arrived++;
    delivered++;
    if (measures) {
      latencies.add(System.nanoTime() - due);
    }
  }

  /** Publishes as many as may be on the way, for so many seconds. */
  void closedLoop(double seconds, int onTheWay) throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (long now; (now = System.nanoTime()) < end; ) {
      for (Publisher publisher : publishers) {
        fill(publisher, onTheWay, now);
      }
      turn(10);
    }
  }

  /** Publishes so many messages as fast as the sockets take them. */
  void flood(int messages) throws IOException {
    long last = published + messages;
    while (published < last) {
      for (Publisher publisher : publishers) {
        while (published < last && publisher.hasRoom()) {
          publish(publisher, System.nanoTime());
        }
        publisher.client().flush();
      }
      turn(10);
    }
  }

  /**
   * Publishes so many messages of QoS 1 or 2 from each publisher and waits until all are
   * acknowledged.
   *
   * @param onTheWay how many of one publisher wait for their answers at a time
   */
  void publishAcknowledged(int each, int onTheWay) throws IOException {
    long last = published + (long) each * publishers.size();
    int[] left = new int[publishers.size()];
    Arrays.fill(left, each);
    for (int inFlight = 0; published < last || inFlight > 0; ) {
      inFlight = 0;
      for (int i = 0; i < left.length; i++) {
        Publisher publisher = publishers.get(i);
        while (left[i] > 0 && publisher.client().inFlight() < onTheWay && publisher.hasRoom()) {
          publish(publisher, System.nanoTime());
          left[i]--;
        }
        publisher.client().flush();
        inFlight += publisher.client().inFlight();
      }
      turn(10);
    }
  }

  /**
   * Connects with a session that is there already and takes what has waited for it.
   *
   * @return how many have come when they were so many, or no more came for a while
   */
  long resume(String clientIdentifier, int messages) throws IOException {
    LoadClient client = new LoadClient(port, firstClient + clients.size(), clientIdentifier, false);
    clients.add(client);
    client.join(selector, (from, stream, number, due) -> delivered++);
    long lastArrival = System.nanoTime();
    while (delivered < messages && System.nanoTime() - lastArrival < PATIENCE_NANOS) {
      long before = delivered;
      turn(10);
      lastArrival = delivered == before ? lastArrival : System.nanoTime();
    }
    client.disconnect();
    return delivered;
  }

  private void fill(Publisher publisher, int onTheWay, long now) throws IOException {
    long max = (long) onTheWay * publisher.fanOut();
    while (publisher.expected - publisher.arrived < max
        && publisher.client().inFlight() < MAX_IN_FLIGHT
        && publisher.hasRoom()) {
      publish(publisher, now);
    }
    publisher.client().flush();
  }

  private void publish(Publisher publisher, long due) {
    publisher.publish(due);
    published++;
  }

  /** Publishes at a fixed rate, one publisher after the other, for so many seconds. */
  void openLoop(double seconds, double perSecond) throws IOException {
    long start = System.nanoTime();
    long interval = (long) (1e9 / perSecond);
    long count = (long) (seconds * perSecond);
    for (long i = 0; i < count; ) {
      long due = start + i * interval;
      long wait = due - System.nanoTime();
      if (wait <= 0) {
        Publisher publisher = publishers.get((int) (i++ % publishers.size()));
        publish(publisher, due);
        publisher.client().flush();
      } else {
        turn(wait > SPIN_NANOS ? (wait - SPIN_NANOS / 2) / 1_000_000 : 0);
      }
    }
  }

  /** Waits until all has come, or nothing more comes for a while. */
  void drain() throws IOException {
    long before = -1;
    long lastArrival = System.nanoTime();
    while (outstanding() > 0 && System.nanoTime() - lastArrival < PATIENCE_NANOS) {
      turn(10);
      if (delivered != before) {
        before = delivered;
        lastArrival = System.nanoTime();
      }
    }
  }

  private long outstanding() {
    return publishers.stream().mapToLong(each -> each.expected - each.arrived).sum();
  }

  private void turn(long millis) throws IOException {
    if (millis > 0) {
      selector.select(this::serve, millis);
    } else {
      selector.selectNow(this::serve);
    }
  }

  private void serve(SelectionKey key) {
    try {
      ((LoadClient) key.attachment()).ready(shared);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on latencies are recorded. */
  void startMeasuring() {
    measures = true;
  }

  long published() {
    return published;
  }

  long delivered() {
    return delivered;
  }

  Latencies latencies() {
    return latencies;
  }

  /** Adds what was lost, late or came twice. After {@link #drain}. */
  void account(Result result) {
    long lost = 0;
    long late = 0;
    long duplicates = 0;
    for (Subscriber subscriber : subscribers) {
      lost += subscriber.ledger.passedOver();
      late += subscriber.ledger.late();
      duplicates += subscriber.ledger.duplicates();
      for (int stream : subscriber.streams) {
        lost += subscriber.ledger.lostAtTheEnd(stream, streams.sent(stream));
      }
    }
    result.put("lost", lost).put("late", late).put("duplicates", duplicates);
  }

  @Override
  public void close() throws IOException {
    for (LoadClient client : clients) {
      client.close();
    }
    selector.close();
  }
}
