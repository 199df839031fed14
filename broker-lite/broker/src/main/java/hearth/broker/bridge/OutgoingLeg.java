package hearth.broker.bridge;

import hearth.broker.message.BridgePath;
import hearth.broker.message.Message;
import hearth.broker.session.Session;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.UnsubAck;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.tinylog.Logger;

/**
 * What leaves: the session at home receives it as a client's does, in order and until it is
 * acknowledged, and each packet of a delivery goes through to the remote with its Packet
 * Identifier.
 *
 * <pre>
 *   home ----PUBLISH 7----> bridge ----PUBLISH 7----> remote
 *        <---PUBREC 7------        <---PUBREC 7------
 *        ----PUBREL 7----->        ----PUBREL 7----->
 *        <---PUBCOMP 7-----        <---PUBCOMP 7-----
 * </pre>
 *
 * <p>Where the remote has lost its session, what was in flight is settled by one rule: what it has
 * answered with PUBREC is delivered, all else is sent again, rather twice than not at all.
 */
final class OutgoingLeg extends Leg {
  private static final long NEVER = 0xFFFF_FFFFL;

  /** What leaves by it. */
  final Departure departure;

  /** Deletions that not every server may have heard of. */
  final DeletedStates deleted = new DeletedStates();

  private final HomeSubscriptions subscriptions;
  private final OutgoingWindow window;

  /** SUBSCRIBEs and UNSUBSCRIBEs at home, one after the other; what follows the last. */
  private Deque<ControlPacket> steps = new ArrayDeque<>();

  /** The one whose answer is awaited. */
  private ControlPacket step;

  /** What is not granted at home, and told. */
  private final Set<TopicFilter> told = new HashSet<>();

  private Runnable whenStepsEnd = () -> {};
  private Runnable whenGathering = () -> {};
  private boolean wasLinked;

  /** Whether the remote was just made to forget an earlier session, before 5.0. */
  private boolean isForgotten;

  private boolean forwards;

  /** Empty where the remote answers messages as it should. */
  private String mute = "";

  /** Whether the remote's session is no good any more: it says nothing to what it is sent again. */
  private boolean isMuted;

  /** What the remote has granted last, before 5.0. */
  private QoS lastGranted = QoS.EXACTLY_ONCE;

  /** Null where the remote is to say nothing. */
  private LastWord lastWord;

  private Runnable whenLinked = () -> {};
  private Consumer<BridgeServer> whenGivenUp = server -> {};
  private Consumer<BridgeServer> whenLost = server -> {};

  OutgoingLeg(Bridge.Parts parts, BridgeCounts counts, Departure departure) {
    super(parts, counts, departure.direction());
    this.departure = departure;
    this.subscriptions = new HomeSubscriptions(departure, home);
    this.window = new OutgoingWindow(this, parts.names());
  }

  /**
   * Has the remote say something when the link dies. Before {@link #start}.
   *
   * @param linked hears whenever the link is there again
   */
  void lastWord(LastWord word, Runnable linked) {
    lastWord = word;
    whenLinked = linked;
  }

  /**
   * Before {@link #start}.
   *
   * @param givenUp hears of a server that answers pings alone
   * @param lost hears of a server to which the link has ended
   */
  void whenLeft(Consumer<BridgeServer> givenUp, Consumer<BridgeServer> lost) {
    whenGivenUp = givenUp;
    whenLost = lost;
  }

  @Override
  Will will(MqttVersion version) {
    return lastWord == null ? null : lastWord.will(version);
  }

  @Override
  void refused(ReasonCode code) {
    if (lastWord != null) {
      lastWord.refused(code);
    }
  }

  // ---- the way to RUNNING

  /** Starts; runs {@code gathering} once the session at home has what is to leave, or cannot. */
  void start(Runnable gathering) {
    whenGathering = gathering;
    start();
  }

  private void gathers() {
    Runnable waiting = whenGathering;
    whenGathering = () -> {};
    waiting.run();
  }

  /** The session at home gathers messages from the first moment, whether the remote is there. */
  @Override
  void begin() {
    prepareSession();
    subscriptions.begin();
    if (subscriptions.areReady()) {
      gathers();
      connect();
    } else {
      openHome(departure.session(), false, true, 1);
    }
  }

  private void prepareSession() {
    Session session = home.session(departure.session());
    if (session != null) {
      session.liftsQoS(settings.exactlyOnce());
      session.takesOnly(this::takes);
      session.whenMissed(this::missed);
    }
  }

  /** What came by a bridge and may leave by none waits in no queue, and fills none. */
  private boolean takes(Message message) {
    return departure.takes(message.topic()) && window.mayPass(BridgePath.of(message));
  }

  private void missed(Message message) {
    if (message.payload().length == 0) {
      deleted.deleted(message.topic());
    }
  }

  @Override
  Connect connectPacket(MqttVersion version) {
    wasLinked = subscriptions.areLinked();
    // A session that the remote has of an earlier life of this home would take new messages for
    // those that it had by the same Packet Identifiers.
    return connect(
        version,
        isToForget(),
        departure.clientIdentifier(),
        Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, NEVER).build());
  }

  private boolean isToForget() {
    return (!wasLinked || isMuted) && !isForgotten;
  }

  @Override
  void accepted() {
    boolean isPassing = !limits.version().hasProperties() && isToForget();
    if (isPassing) {
      // Before 5.0 a Clean Session ends with its connection [MQTT-3.1.2-6], be it the first of
      // many; and RabbitMQ lets nobody in any more by its name when its node has died.
      isForgotten = true;
      connectAnew();
      return;
    }
    window.begin(limits);
    if (limits.version().hasProperties() || !mayLeaveWithQoS2()) {
      openHome();
    } else {
      subscribe(probe());
    }
  }

  private boolean mayLeaveWithQoS2() {
    return settings.exactlyOnce()
        || departure.topics().stream().anyMatch(each -> each.qos() == QoS.EXACTLY_ONCE);
  }

  private void openHome() {
    openHome(departure.session(), false, true, limits.receiveMaximum());
  }

  /**
   * Before 5.0 a server does not say that it knows no QoS 2; some answer such a message as one of
   * QoS 1, some close the connection. But all say what they grant.
   */
  private Subscribe probe() {
    return new Subscribe(
        freeIdentifier(), List.of(new Subscription(probed(), QoS.EXACTLY_ONCE)), Properties.NONE);
  }

  private TopicFilter probed() {
    return probe(departure.clientIdentifier());
  }

  /** One that no message in flight has at the remote. */
  private int freeIdentifier() {
    Session session = session();
    int identifier = 0xFFFF;
    while (session != null && session.awaited(identifier) != null) {
      identifier--;
    }
    return identifier;
  }

  private void probed(SubAck answer) {
    ReasonCode granted = answer.reasonCodes().get(0);
    if (!granted.isError()) {
      lastGranted = QoS.of(granted.value());
      remote.send(new Unsubscribe(freeIdentifier(), List.of(probed()), Properties.NONE));
    }
    // A cluster without a leader grants nothing, and knows no more QoS than before.
    window.atMost(lastGranted);
    openHome();
  }

  private boolean isNewAtRemote() {
    return !wasLinked || !limits.sessionPresent();
  }

  private void welcomed() {
    prepareSession();
    if (state == LegState.AT_HOME) {
      run(subscriptions.toMakeReady(), this::madeReady);
    } else {
      run(isNewAtRemote() ? subscriptions.toLink() : new ArrayDeque<>(), this::linked);
    }
  }

  private void madeReady() {
    closeHome();
    subscriptions.madeReady();
    if (subscriptions.areReady()) {
      gathers();
      connect();
    } else {
      failed("the broker at home lets it not have all that is to leave, see its access rules");
    }
  }

  private void linked() {
    forwards = true;
    isMuted = false;
    running();
    if (!subscriptions.hasGaps()) {
      session().rememberWaiting(!wasLinked);
    }
    run(
        limits.retainAvailable()
            ? subscriptions.toSendRetained(serverName(), isNewAtRemote())
            : new ArrayDeque<>(),
        this::retainedSent);
    window.flow();
    loop.execute(whenLinked);
  }

  /** By its address: a name may have several. */
  String serverName() {
    return remote.peer() + ":" + server().port();
  }

  private void retainedSent() {
    subscriptions.retainedSent();
    forgetWaiting();
    sendDeletions();
  }

  /** After whatever was published before them. */
  private void sendDeletions() {
    if (!forwards
        || !limits.retainAvailable()
        || !window.holdsNothing()
        || session() == null
        || session().queuedMessages() > 0) {
      return;
    }
    List<TopicName> due = deleted.toSend(serverName());
    due.stream().filter(home::isRetained).forEach(deleted::forget);
    window.delete(due.stream().filter(each -> !home.isRetained(each)).toList());
  }

  private void forgetWaiting() {
    if (session() != null) {
      session().forgetWaiting();
      session().wantsMissedOnly(false);
    }
  }

  private void run(Deque<ControlPacket> packets, Runnable then) {
    steps = packets;
    whenStepsEnd = then;
    nextStep();
  }

  private void nextStep() {
    if (steps.isEmpty()) {
      Runnable then = whenStepsEnd;
      whenStepsEnd = () -> {};
      then.run();
    } else {
      step = steps.poll();
      local.send(step);
    }
  }

  private void stepDone(List<ReasonCode> codes) {
    if (step instanceof Subscribe asked) {
      for (int i = 0; i < codes.size(); i++) {
        if (codes.get(i).isError()) {
          notGranted(asked.subscriptions().get(i).filter(), codes.get(i));
        }
      }
    }
    nextStep();
  }

  /** Once each: it is asked for again with each connection. */
  private void notGranted(TopicFilter filter, ReasonCode code) {
    subscriptions.refused(filter);
    if (told.add(filter)) {
      Logger.error(
          "Bridge {}: {} does not leave: the broker at home does not let the bridge have it, {}",
          settings.name(),
          filter,
          code);
    }
  }

  @Override
  void disconnected(boolean byRemote) {
    if (forwards) {
      whenLost.accept(server());
    }
    isForgotten = false;
    forwards = false;
    mute = "";
    deleted.disconnected();
    steps = new ArrayDeque<>();
    whenStepsEnd = () -> {};
    window.disconnected(byRemote);
    subscriptions.linkLost();
    forgetWaiting();
    gathers();
  }

  // ---- packets

  @Override
  void onHomePacket(ControlPacket packet) throws MqttProtocolException {
    if (packet instanceof Publish publish) {
      // While it only gathers, forwards() is false, and what is held is forgotten: it comes again.
      if (state != LegState.AT_HOME || publish.qos() == QoS.AT_MOST_ONCE) {
        window.offer(publish);
      }
    } else if (packet instanceof PubRel release) {
      release(release.packetIdentifier());
    } else if (packet instanceof ConnAck answer) {
      if (isWelcomed(answer)) {
        welcomed();
      }
    } else if (packet instanceof SubAck answer) {
      stepDone(answer.reasonCodes());
    } else if (packet instanceof UnsubAck) {
      nextStep();
    }
  }

  /** Whether messages may go to the remote now. */
  boolean forwards() {
    return forwards;
  }

  private void release(int identifier) {
    if (remote == null || limits == null) {
      return; // it comes again
    }
    if (window.settlesRelease(identifier, isNewAtRemote())) {
      local.send(new PubComp(identifier));
    } else {
      window.watch().released(identifier);
      remote.send(new PubRel(identifier));
    }
  }

  @Override
  void onRemotePacket(ControlPacket packet) throws MqttProtocolException {
    if (packet instanceof PubAck ack) {
      answered(ack.packetIdentifier(), ack.reasonCode(), packet);
    } else if (packet instanceof PubRec received) {
      answered(received.packetIdentifier(), received.reasonCode(), packet);
    } else if (packet instanceof SubAck answer && local == null) {
      probed(answer);
    } else if (packet instanceof PubComp complete && window.isAsked(complete.packetIdentifier())) {
      hasIt(complete);
    } else if (packet instanceof PubComp complete && local != null) {
      window.watch().completed(complete.packetIdentifier());
      local.send(new PubComp(complete.packetIdentifier()));
    } else {
      Logger.debug("Bridge {}: {} from the remote means nothing", settings.name(), packet);
    }
  }

  /** Something was retained with QoS 0 that the remote may not have got. */
  void missesRetained() {
    if (session() != null) {
      session().missesRetained(true);
    }
  }

  @Override
  void onPingAnswered() {
    window.pingAnswered();
    deleted.pingAnswered(serverName());
    sendDeletions();
    if (forwards && window.isMutedAfterPing()) {
      beginAnotherSession();
    } else if (forwards) {
      judgeAnswers();
    }
  }

  private void judgeAnswers() {
    AnswerWatch watch = window.watch();
    AnswerWatch.Verdict verdict = watch.pinged();
    String isMute = "answers pings and none of the " + watch.waiting() + " messages that were sent";
    switch (verdict) {
      case MUTE -> {
        mute = isMute;
        Logger.warn("Bridge {}: {} {}", settings.name(), server(), mute);
      }
      case GIVEN_UP -> {
        BridgeServer left = server();
        failed("it " + isMute);
        whenGivenUp.accept(left);
      }
      case WELL -> {
        if (!mute.isEmpty()) {
          mute = "";
          Logger.info("Bridge {}: {} answers messages again", settings.name(), server());
        }
      }
      case STILL_MUTE -> {}
    }
  }

  @Override
  boolean isWhole() {
    return super.isWhole() && mute.isEmpty();
  }

  @Override
  String said() {
    return super.said() + (mute.isEmpty() ? "" : ", which " + mute);
  }

  private void beginAnotherSession() {
    isMuted = true;
    failed(
        "it does not answer a message that was sent again; its session is begun anew, so what was"
            + " on its way may arrive twice");
  }

  /** What a remote says that was asked for a message whose PUBREC never came. */
  private void hasIt(PubComp complete) {
    int identifier = complete.packetIdentifier();
    if (complete.reasonCode().isError()) {
      beginAnotherSession();
      return;
    }
    window.answered(identifier, ReasonCode.SUCCESS);
    window.settles(identifier);
    local.send(new PubRec(identifier));
    window.flow();
  }

  private void answered(int identifier, ReasonCode code, ControlPacket answer) {
    if (code == ReasonCode.QUOTA_EXCEEDED) {
      // It may have room later: the message stays, and is sent again by the next connection.
      failed("it takes nothing more now: " + code);
      return;
    }
    QoS qos = window.answered(identifier, code);
    if (qos == null || local == null) {
      return;
    }
    if (qos == QoS.AT_LEAST_ONCE) {
      local.send(new PubAck(identifier));
    } else if (code.isError()) {
      local.send(new PubRec(identifier, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR));
    } else {
      // Also where the remote knows no QoS 2 and has answered with PUBACK.
      window.settlesItself(identifier, answer instanceof PubAck);
      local.send(new PubRec(identifier));
    }
    window.flow();
  }

  @Override
  void onRemoteWritable() {
    window.flow();
  }

  @Override
  boolean awaitsAnswers() {
    return window.awaitsAnswers();
  }

  @Override
  long unansweredBytes() {
    return Math.max(window.largestUnanswered(), remote.pendingBytes());
  }

  // ---- for people

  private Session session() {
    return home.session(departure.session());
  }

  long queued() {
    return of(each -> each.queuedMessages() + each.inFlight());
  }

  long queuedBytes() {
    return of(Session::queuedBytes);
  }

  /** Those that found the queue full, and their like. */
  long dropped() {
    return of(Session::dropped);
  }

  /** Those that were refused at home since the queue was full. */
  long refused() {
    return of(Session::refused);
  }

  /** Those that did not leave since a newer one of their topic came. */
  long superseded() {
    return of(Session::superseded);
  }

  private long of(ToLongFunction<Session> figure) {
    return session() == null ? 0 : figure.applyAsLong(session());
  }
}
