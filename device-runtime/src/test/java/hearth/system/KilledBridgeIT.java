package hearth.system;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.testsupport.Eventually;
import hearth.testsupport.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A house with a bridge, and the broker that it bridges to, each a process that is killed at random
 * moments while clients publish in the house and hear at the other side: nothing is lost, and what
 * was sent at QoS 2 has come once.
 *
 * <p>{@code -Dhearth.kills=N} kills more often, {@code -Dhearth.seed=S} as in another run, as far
 * as the machine lets the moments be the same.
 */
class KilledBridgeIT {
  private static final int KILLS = Integer.getInteger("hearth.kills", 60);

  /** On a slow machine there are fewer kills. */
  private static final long TIMEOUT = Duration.ofMinutes(4).toNanos();

  /** After how many acknowledgements somebody is killed, at the most. */
  private static final int MAX_LIFE = 60;

  @TempDir private Path folder;

  private final CurrentBroker atHome = new CurrentBroker();
  private final CurrentBroker atCloud = new CurrentBroker();
  private final List<EnduringPublisher> publishers =
      List.of(
          new EnduringPublisher("one", V5, AT_LEAST_ONCE, atHome),
          new EnduringPublisher("two", V3_1_1, EXACTLY_ONCE, atHome),
          new EnduringPublisher("three", V5, EXACTLY_ONCE, atHome));
  private final EnduringSubscriber subscriber =
      new EnduringSubscriber("watcher", V5, EXACTLY_ONCE, atCloud);
  private HearthProcess home;
  private HearthProcess cloud;
  private int cloudPort;

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
              out:
                - topics: q/#
        """
            .formatted(cloudPort));
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

  private void startCloud() {
    cloud = start("cloud");
    atCloud.is(cloud.port());
  }

  @Test
  void nothingIsLostAndNothingOfQoS2ComesTwice() throws IOException {
    long seed = Long.getLong("hearth.seed", System.nanoTime());
    System.out.println("KilledBridgeIT: " + KILLS + " kills, -Dhearth.seed=" + seed);
    Random random = new Random(seed);
    configure();
    startCloud();
    subscriber.subscribe(cloud.port());
    startHome();
    publishers.forEach(EnduringClient::start);
    subscriber.start();
    try {
      int kills = 0;
      for (long end = System.nanoTime() + TIMEOUT; kills < KILLS && System.nanoTime() < end; ) {
        live(random);
        kills += killSome(random.nextInt(3));
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
    }
  }

  private void live(Random random) {
    int until = acknowledged() + random.nextInt(MAX_LIFE);
    if (random.nextInt(4) > 0) {
      awaitConnected();
    }
    Eventually.holds(
        "acknowledged",
        () -> {
          publishers.forEach(EnduringClient::checkWell);
          subscriber.checkWell();
          return acknowledged() >= until;
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
  private int killSome(int whom) {
    if (whom != 1) {
      atHome.isGone();
      home.kill();
    }
    if (whom != 0) {
      atCloud.isGone();
      cloud.kill();
      startCloud();
    }
    if (whom != 1) {
      startHome();
    }
    return whom == 2 ? 2 : 1;
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

  private void checkGot() {
    Map<String, List<Integer>> numbers = new HashMap<>();
    for (String payload : subscriber.all(() -> home.told() + cloud.told())) {
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
      if (publisher.qos() == EXACTLY_ONCE) {
        assertEquals(sent, got, publisher.name());
      } else {
        assertTrue(new HashSet<>(got).containsAll(sent), () -> publisher.name() + ": " + got);
        assertEquals(sent, got.stream().distinct().toList(), publisher.name() + " in order");
      }
    }
    System.out.println("KilledBridgeIT: " + messages + " messages, none lost");
  }
}
