package hearth.broker.bridge;

import static hearth.broker.bridge.BridgedBrokers.settings;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertFalse;

import hearth.broker.TestClient;
import hearth.broker.bridge.BridgedBrokers.House;
import hearth.broker.session.QueueLimits.WhenFull;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is retained and waits leaves once, as what waits or as what is retained. */
class RetainedOnceTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final BridgedBrokers brokers = new BridgedBrokers(1);
  private final House home = brokers.house("home");
  private final House cloud = brokers.house("cloud");
  private TestClient watcher;
  private boolean isToBreak;

  private void startWithoutLink() {
    home.bridged(settings("h7", d -> d.out("#", "a/", "b/")), cloud.way()).start();
    brokers.advance(SOON);
  }

  private void link() {
    cloud.start();
    watcher = cloud.client("w", true).subscribe("b/#", AT_MOST_ONCE);
    brokers.advance(SOON);
  }

  private void publish(String topic, String payload, QoS qos) {
    TestClient lamp = home.client("lamp", true);
    lamp.publish(topic, payload, qos, true, 1);
    if (qos == EXACTLY_ONCE) {
      lamp.expect(PubRec.class);
      lamp.send(new PubRel(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasPublishedBeforeTheFirstLinkArrivesOnce(QoS qos) {
    startWithoutLink();
    publish("a/lamp", "ON", qos);
    publish("a/fan", "ON", qos);

    link();

    watcher.expectPublish("b/lamp", "ON");
    watcher.expectPublish("b/fan", "ON");
    watcher.expectNothing();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allStatesOfOneAreThereOnce(boolean isRestarted) {
    startWithoutLink();
    publish("a/lamp", "ON", AT_LEAST_ONCE);
    publish("a/lamp", "OFF", EXACTLY_ONCE);
    publish("a/temperature", "21", AT_MOST_ONCE);
    if (isRestarted) {
      home.kill();
      home.start();
    }

    link();

    watcher.expectPublish("b/lamp", "ON");
    watcher.expectPublish("b/lamp", "OFF");
    if (!isRestarted) {
      watcher.expectPublish("b/temperature", "21"); // nobody was promised it at home
    }
    watcher.expectNothing();
  }

  @Test
  void whatWasRetainedBeforeTheBridgeArrivesOnceBesideIt() {
    home.start();
    publish("a/old", "1", AT_LEAST_ONCE);
    home.kill();
    startWithoutLink();
    publish("a/new", "2", AT_LEAST_ONCE);

    link();

    watcher.expectPublish("b/new", "2");
    watcher.expectPublish("b/old", "1");
    watcher.expectNothing();
  }

  @Test
  void aRemoteThatHasLostItsSessionGetsWhatWaitsOnceToo() {
    startWithoutLink();
    link();
    publish("a/before", "1", AT_LEAST_ONCE);
    cloud.kill();
    publish("a/meanwhile", "2", AT_LEAST_ONCE);
    publish("a/meanwhile2", "3", EXACTLY_ONCE);
    for (String file : cloud.disk.list()) {
      cloud.disk.put(file, new byte[0]); // it has forgotten everything
    }

    link();

    watcher.expectPublish("b/meanwhile", "2");
    watcher.expectPublish("b/meanwhile2", "3");
    watcher.expectPublish("b/before", "1");
    watcher.expectNothing();
  }

  @Test
  void aFilterThatIsAddedBeforeTheFirstLinkBringsWhatWasRetainedMeanwhile() {
    startWithoutLink();
    publish("c/lamp", "ON", AT_LEAST_ONCE); // retained, and of no filter yet
    publish("a/lamp", "ON", AT_LEAST_ONCE);
    home.kill();
    home.rebridged(settings("h7", d -> d.out("#", "c/", "b/c/")), cloud.way()).start();

    link();

    watcher.expectPublish("b/c/lamp", "ON");
  }

  @Test
  void whereMessagesWereDroppedAllThatIsRetainedIsSentAgain() {
    home.bridged(
            settings("h7", d -> d.out("#", "a/", "b/").queue(1000, WhenFull.DROP_OLDEST)),
            cloud.way())
        .start();
    link();
    publish("a/lamp", "ON", AT_LEAST_ONCE);
    watcher.expectPublish("b/lamp", "ON");
    cloud.kill();
    publish("a/lamp", "OFF", AT_LEAST_ONCE);
    for (int i = 0; i < 10; i++) {
      home.client("p", true).publish("a/event", "" + i, AT_LEAST_ONCE, false, 1);
    }
    brokers.advance(Duration.ofSeconds(10));
    home.kill();
    home.start();

    cloud.start();
    brokers.advance(SOON);

    cloud.client("late", true).subscribe("b/lamp", AT_MOST_ONCE).expectPublish("b/lamp", "OFF");
  }

  /** Nothing of QoS 0 waits, but what is retained is what is true. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWasRetainedWithQoS0WhileTheLinkWasDeadArrivesAndNothingElse(boolean isRestarted) {
    startWithoutLink();
    link();
    publish("a/lamp", "ON", AT_LEAST_ONCE);
    publish("a/temperature", "20", AT_MOST_ONCE);
    brokers.advance(Duration.ofMinutes(1));
    cloud.isReachable = false;
    home.cutLinks();
    publish("a/temperature", "21", AT_MOST_ONCE);
    publish("a/fan", "ON", AT_LEAST_ONCE);
    if (isRestarted) {
      brokers.advance(Duration.ofMinutes(2));
      home.kill();
      home.start();
    }
    cloud.isReachable = true;
    watcher = cloud.client("w", true).subscribe("b/#", AT_MOST_ONCE);
    watcher.expectPublish("b/lamp", "ON");
    watcher.expectPublish("b/temperature", "20");
    brokers.advance(SOON);

    watcher.expectPublish("b/fan", "ON");
    watcher.expectPublish("b/temperature", "21");
    watcher.expectNothing();

    brokers.advance(Duration.ofMinutes(1));
    home.cutLinks();
    watcher = cloud.client("w", true).subscribe("b/#", AT_MOST_ONCE);
    brokers.advance(SOON);
    for (int i = 0; i < 3; i++) {
      watcher.expect(Publish.class); // as the remote has it
    }
    watcher.expectNothing();
  }

  @Test
  void whatWasMissedArrivesWhereTheNextLinkBreaksBeforeItLeaves() {
    startWithoutLink();
    link();
    publish("a/temperature", "20", AT_MOST_ONCE);
    brokers.advance(Duration.ofMinutes(1));
    cloud.isReachable = false;
    home.cutLinks();
    publish("a/temperature", "21", AT_MOST_ONCE);
    cloud.isReachable = true;
    isToBreak = true;
    for (int i = 0; i < 1000; i++) {
      breakAsMissedIsAskedFor(100);
      brokers.loop.advance(Duration.ofMillis(50));
      home.stored.work();
      cloud.stored.work();
    }
    assertFalse(isToBreak);

    watcher = cloud.client("w", true).subscribe("b/#", AT_MOST_ONCE);
    brokers.advance(SOON);
    watcher.expectPublish("b/temperature", "21");
    watcher.expectNothing();
  }

  /** Looks in each turn of the loop. */
  private void breakAsMissedIsAskedFor(int turns) {
    boolean isAsked = !home.scenario().broker.session("bridge/cloud/out").missesRetained();
    if (isToBreak && isAsked) {
      isToBreak = false;
      home.atHome.get(home.atHome.size() - 1).b().abort();
    } else if (isToBreak && turns > 0) {
      brokers.loop.execute(() -> breakAsMissedIsAskedFor(turns - 1));
    }
  }
}
