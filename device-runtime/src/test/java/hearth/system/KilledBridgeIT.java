package hearth.system;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.system.FragileLink.Side;
import hearth.testsupport.Eventually;
import hearth.testsupport.FreePort;
import hearth.testsupport.OutsideProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A house with a bridge, the broker that it bridges to, and the link between them, each of which is
 * killed at random moments while clients publish in the house and hear at the other side: nothing
 * is lost, and what was sent at QoS 2 has come once.
 *
 * <p>{@code -Dhearth.kills=N} kills more often, {@code -Dhearth.seed=S} as in another run, as far
 * as the machine lets the moments be the same.
 */
class KilledBridgeIT {
  /** On a slow machine there are fewer kills. */
  private static final long TIMEOUT = Duration.ofMinutes(4).toNanos();

  /** After how many acknowledgements somebody is killed, at the most. */
  private static final int MAX_LIFE = 60;

  /**
   * How far who publishes may be ahead of who hears, in messages: fewer than a queue holds, on
   * however slow a machine.
   */
  private static final int MAX_AHEAD = 20_000;

  /** The same on the way to HiveMQ, which is slow. */
  private static final int MAX_AHEAD_OF_HIVEMQ = 300;

  /** The last packet before the link breaks, at the most. */
  private static final int MAX_PACKETS = 40;

  /** HiveMQ CE, which the profile {@code hivemq} fetches. */
  private static final Path HIVEMQ = Path.of("../broker-lite/bench/hivemq/target");

  /** To start, and to be asked what it says nothing to: at the most. */
  private static final Duration HIVEMQ_TAKES = Duration.ofMinutes(3);

  private static final Duration HEARTH_TAKES = Duration.ofSeconds(60);

  /** Who is killed. */
  private enum Victim {
    HOME,
    CLOUD,
    BOTH,
    LINK
  }

  @TempDir private Path folder;

  private final CurrentBroker atHome = new CurrentBroker();
  private final CurrentBroker atCloud = new CurrentBroker();
  private final List<EnduringPublisher> publishers =
      List.of(
          new EnduringPublisher("one", V5, AT_LEAST_ONCE, atHome, this::awaitReader),
          new EnduringPublisher("two", V3_1_1, EXACTLY_ONCE, atHome, this::awaitReader),
          new EnduringPublisher("three", V5, EXACTLY_ONCE, atHome, this::awaitReader));
  private final EnduringSubscriber subscriber =
      new EnduringSubscriber("watcher", V5, EXACTLY_ONCE, atCloud);
  private HearthProcess home;
  private OutsideProcess cloud;
  private int cloudPort;
  private FragileLink link;
  private boolean isHiveMq;

  /** Whether who is killed forgets what it has had of QoS 2. */
  private boolean mayForget;

  private Path configuration(String name, String text) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(file, text);
    return file;
  }

  /**
   * Clients publish on while the cloud starts again. What has gathered then passes the bridge
   * faster than one reader takes it: more than a queue holds that nobody has set a limit for.
   */
  private void configure() throws IOException {
    cloudPort = FreePort.find();
    link = new FragileLink(cloudPort);
    configuration(
        "home",
        """
        broker:
          listen:
            - address: 127.0.0.1:0
              anonymous: yes
          store: home
          limits: {queued_messages: 100000, queued_bytes: 200MiB, all_queued_bytes: 200MiB}
          bridges:
            - name: cloud
              server: 127.0.0.1:%d
              client_id: house
              reconnect_within: 1s
              deadline: %s
              out:
                - topics: q/#
        """
            .formatted(isHiveMq ? link.port() : cloudPort, isHiveMq ? "4s" : "10s"));
    configuration(
        "cloud",
        """
        broker:
          listen:
            - address: 127.0.0.1:%d
              anonymous: yes
          store: cloud
          limits: {queued_messages: 100000, queued_bytes: 200MiB, all_queued_bytes: 200MiB}
        """
            .formatted(cloudPort));
  }

  private HearthProcess start(String name) {
    return HearthProcess.ready("run", "--config", folder.resolve(name + ".yaml").toString());
  }

  private void startHome() {
    home = start("home");
    atHome.is(home.port());
  }

  private OutsideProcess startHiveMq() {
    OutsideProcess started =
        new OutsideProcess(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                HIVEMQ.resolve("classes") + ":" + HIVEMQ.resolve("lib") + "/*",
                "hearth.bench.hivemq.OpenHiveMq",
                "127.0.0.1",
                Integer.toString(cloudPort),
                folder.resolve("hivemq").toString()));
    Eventually.holds(
        "HiveMQ is ready", HIVEMQ_TAKES, () -> started.lines().contains("ready"), started::told);
    return started;
  }

  private void startCloud() {
    cloud = isHiveMq ? startHiveMq() : start("cloud");
    atCloud.is(cloudPort);
  }

  @Test
  void nothingIsLostAndNothingOfQoS2ComesTwice() throws IOException {
    storm(60, List.of(Victim.HOME, Victim.CLOUD, Victim.BOTH));
  }

  /**
   * HiveMQ says nothing to a message of an earlier connection until it is asked; were the link to
   * break five times before that, the message would be taken for what breaks it. Where the house is
   * killed before the answer to the question, a message of QoS 2 may come twice.
   */
  @Test
  @Tag("soak")
  void norOnTheWayToHiveMq() throws IOException {
    requireHiveMq();
    storm(16, List.of(Victim.HOME, Victim.LINK, Victim.LINK));
  }

  /** By its source it has what it knows of QoS 2 in memory only: then some may come twice. */
  @Test
  @Tag("soak")
  void norIsAnythingLostWhereHiveMqIsKilled() throws IOException {
    requireHiveMq();
    mayForget = true;
    storm(6, List.of(Victim.HOME, Victim.CLOUD));
  }

  private void requireHiveMq() {
    assumeTrue(
        Files.isDirectory(HIVEMQ.resolve("lib")),
        "HiveMQ CE is not there; ./mvnw -Phivemq -pl broker-lite/bench/hivemq package fetches it");
    isHiveMq = true;
  }

  private void storm(int atLeast, List<Victim> victims) throws IOException {
    int wanted = Integer.getInteger("hearth.kills", atLeast);
    long seed = Long.getLong("hearth.seed", System.nanoTime());
    System.out.println("KilledBridgeIT: " + wanted + " kills, -Dhearth.seed=" + seed);
    Random random = new Random(seed);
    configure();
    startCloud();
    subscriber.subscribe(cloudPort);
    startHome();
    publishers.forEach(EnduringClient::start);
    subscriber.start();
    try {
      int kills = 0;
      List<Victim> next = new ArrayList<>();
      for (long end = System.nanoTime() + TIMEOUT; kills < wanted && System.nanoTime() < end; ) {
        live(random);
        if (next.isEmpty()) {
          next.addAll(victims);
          Collections.shuffle(next, random);
        }
        kills += kill(next.remove(0), random);
      }
      System.out.println("KilledBridgeIT: killed " + kills + " times");
      publishers.forEach(EnduringPublisher::end);
      awaitConnected();
      publishLast(home.port());
      checkGot();
      assertEquals(0, home.logCount("dropped"), home::told);
      assertEquals(0, cloud.logCount("dropped"), cloud::told);
      assertEquals(0, home.logCount("^error"), home::told);
    } finally {
      home.close();
      cloud.close();
      link.close();
    }
  }

  /** Every other message leaves. */
  private void awaitReader() {
    int sent = publishers.stream().mapToInt(EnduringPublisher::sent).sum() / 2;
    subscriber.awaitCount(sent - (isHiveMq ? MAX_AHEAD_OF_HIVEMQ : MAX_AHEAD));
  }

  private void live(Random random) {
    int until = acknowledged() + random.nextInt(MAX_LIFE);
    int heard = isHiveMq ? subscriber.count() + MAX_LIFE / 2 : 0;
    if (random.nextInt(4) > 0) {
      awaitConnected();
    }
    Eventually.holds(
        "acknowledged",
        isHiveMq ? HIVEMQ_TAKES : HEARTH_TAKES,
        () -> {
          publishers.forEach(EnduringClient::checkWell);
          subscriber.checkWell();
          return acknowledged() >= until && subscriber.count() >= heard;
        },
        home::told);
  }

  private void awaitConnected() {
    Eventually.holds("connected", this::isConnected, () -> home.told());
  }

  /** By the last that the log says of the bridge. */
  private boolean isConnected() {
    String last =
        home.told()
            .lines()
            .filter(each -> each.contains("Bridge cloud, out: "))
            .reduce("", (before, after) -> after);
    return last.contains("connected to");
  }

  /** Returns how many it was. */
  private int kill(Victim victim, Random random) {
    boolean isHome = victim == Victim.HOME || victim == Victim.BOTH;
    boolean isCloud = victim == Victim.CLOUD || victim == Victim.BOTH;
    if (isHome) {
      atHome.isGone();
      home.kill();
    }
    if (isCloud) {
      atCloud.isGone();
      cloud.kill();
      startCloud();
    }
    if (isHome) {
      startHome();
    }
    if (victim == Victim.LINK) {
      Side side = random.nextBoolean() ? Side.CLIENT : Side.BROKER;
      link.breakNow(side, random.nextInt(MAX_PACKETS), () -> {});
    }
    return victim == Victim.BOTH ? 2 : 1;
  }

  private int acknowledged() {
    return publishers.stream().mapToInt(EnduringPublisher::acknowledged).sum();
  }

  private static void publishLast(int port) throws IOException {
    try (WireClient end = new WireClient(port, V3_1_1).connectClean("end")) {
      end.publish("q/end", EnduringSubscriber.LAST, EXACTLY_ONCE, false, 1);
      end.read();
    }
  }

  private String told() {
    String sent =
        publishers.stream().map(each -> each.name() + " " + each.sent()).toList().toString();
    return sent + " sent, " + subscriber.count() + " came\n" + home.told() + cloud.told();
  }

  private void checkGot() {
    Map<String, List<Integer>> numbers = new HashMap<>();
    for (String payload : subscriber.all(this::told)) {
      if (!payload.equals(EnduringSubscriber.LAST)) {
        String[] words = payload.split(" ");
        numbers.computeIfAbsent(words[0], name -> new ArrayList<>()).add(Integer.valueOf(words[1]));
      }
    }
    int messages = 0;
    for (EnduringPublisher publisher : publishers) {
      List<Integer> got = numbers.get(publisher.name());
      List<Integer> sent =
          IntStream.rangeClosed(1, publisher.sent())
              .filter(number -> number % 2 == 1)
              .boxed()
              .toList();
      messages += sent.size();
      String told =
          "%s, %s: %d sent, %d came, %d of them once more"
              .formatted(
                  publisher.name(),
                  publisher.qos(),
                  sent.size(),
                  got.size(),
                  got.size() - new HashSet<>(got).size());
      System.out.println("KilledBridgeIT: " + told);
      if (publisher.qos() == EXACTLY_ONCE && !mayForget) {
        assertEquals(sent, got, told);
      } else {
        assertTrue(new HashSet<>(got).containsAll(sent), () -> told + ": " + got);
        assertEquals(sent, got.stream().distinct().toList(), told + ", in order");
      }
    }
    System.out.println("KilledBridgeIT: " + messages + " messages, none lost");
  }
}
