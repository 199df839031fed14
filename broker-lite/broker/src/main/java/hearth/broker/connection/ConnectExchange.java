package hearth.broker.connection;

import hearth.broker.access.ReservedTopics;
import hearth.broker.account.Account;
import hearth.broker.account.Kind;
import hearth.broker.account.Limit;
import hearth.broker.account.Owners;
import hearth.broker.routing.Wills;
import hearth.broker.session.Journal;
import hearth.broker.session.Session;
import hearth.io.loop.Timer;
import hearth.protocol.codec.ReturnCodes;
import hearth.protocol.packet.Auth;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;

/** From a CONNECT to its CONNACK (3.1.4). */
final class ConnectExchange {
  /** What an exchange keeps of the client's first data, as texts, is so many times as large. */
  static final int MADE_OF_DATA = 4;

  /** Bytes of a UTF-8 Encoded String (1.5.4). */
  private static final int MAX_STRING = 65_535;

  /** Of a connection that is gone while its password waits, about, in bytes. */
  private static final int MEMORY = 1500;

  /** Of one that may be gone, or may less, by the time there is a place for it. */
  private static final Authenticator.AuthResult STALE =
      Authenticator.AuthResult.refused(
          ReasonCode.SERVER_BUSY, "users or rules have changed while it waited for a place");

  private final Connection connection;
  private final BrokerContext broker;
  private final Authenticator authenticator;

  private final Timer timeout;
  private Connect connect;
  private String clientIdentifier;
  private boolean ended;

  /** Whether it has waited for a place. */
  private boolean hasWaited;

  /** The authenticator has not answered: it may still have the CONNECT. */
  private boolean asked;

  /** Of the CONNECT; null where nothing of it is held. */
  private Account account;

  private EnhancedAuthentication enhanced;
  private Properties authenticated = Properties.NONE;

  /** The server to use instead, or null. */
  private String serverReference;

  ConnectExchange(Connection connection, BrokerContext broker, Authenticator authenticator) {
    this.connection = connection;
    this.broker = broker;
    this.authenticator = authenticator;
    this.timeout =
        broker.loop().schedule(broker.limits().connectTimeoutNanos(), this::connectTimedOut);
  }

  private void connectTimedOut() {
    connection.refuse(
        ReasonCode.UNSPECIFIED_ERROR, "no CONNECT came in time (" + Limit.CONNECT_TIMEOUT + ")");
  }

  /** Null until it has come. */
  Connect connect() {
    return connect;
  }

  /** Whether packets of the client are wanted before it is let in. */
  boolean isExchanging() {
    return enhanced != null && enhanced.isUnderWay();
  }

  void begin(Connect connect) throws MqttProtocolException {
    hold(connect);
    clientIdentifier = identify(connect);
    String method = connect.properties().text(Property.AUTHENTICATION_METHOD);
    if (method != null) {
      enhanced = new EnhancedAuthentication(connection, method, this::decideEnhanced);
      enhanced.begin(
          authenticator.begin(
              method, connect.clientIdentifier(), clientIdentifier, connection.peer()),
          connect.properties());
      return;
    }
    connection.pauseReading();
    asked = true;
    authenticator.authenticate(connect, clientIdentifier, connection.peer(), this::decide);
  }

  void handle(ControlPacket packet) throws MqttProtocolException {
    broker.loop().charge(Connection.COST_OF_EXPENSIVE);
    if (packet instanceof Auth auth && isExchanging()) {
      enhanced.proceed(auth);
      return;
    }
    if (packet instanceof Disconnect && isExchanging()) {
      connection.disconnected(false); // [MQTT-3.1.2-30] leaves it this way out
      return;
    }
    // [MQTT-3.1.0-1]
    throw new MqttProtocolException(
        ReasonCode.PROTOCOL_ERROR, "the first packet is " + packet.type() + ", not CONNECT");
  }

  void end() {
    ended = true;
    timeout.cancel();
    letGo();
  }

  private void hold(Connect connect) throws MqttProtocolException {
    this.connect = connect;
    account = broker.owners().stranger(connection.peer().network());
    byte[] data = connect.properties().binary(Property.AUTHENTICATION_DATA);
    int exchange = data == null ? 0 : MADE_OF_DATA * data.length;
    account.charge(Kind.CONNECT, MEMORY + connect.memory() + exchange);
    String why = account.whyNot(Kind.CONNECT, 0);
    if (why != null) {
      throw new MqttProtocolException(ReasonCode.SERVER_BUSY, why);
    }
  }

  private void letGo() {
    if (!asked && account != null) {
      account.drop();
      account = null;
    }
  }

  private String identify(Connect connect) throws MqttProtocolException {
    String given = connect.clientIdentifier();
    if (!given.isEmpty()) {
      return given;
    }
    boolean mayBeEmpty =
        connect.version() == MqttVersion.V5
            || (connect.version() == MqttVersion.V3_1_1 && connect.cleanStart());
    if (!mayBeEmpty) {
      // [MQTT-3.1.3-8]; 3.1 wants one always.
      throw new MqttProtocolException(
          ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
          "an empty client identifier cannot have a session that is kept");
    }
    String assigned; // [MQTT-3.1.3-6] [MQTT-3.2.2-16]
    do {
      assigned = "auto-" + Long.toHexString(broker.random().nextLong());
    } while (broker.sessions().get(assigned) != null);
    return assigned;
  }

  private void decideEnhanced(Authenticator.AuthResult verdict, Properties answer) {
    authenticated = answer;
    connection.pauseReading();
    decide(verdict);
  }

  private void decide(Authenticator.AuthResult verdict) {
    asked = false;
    if (ended) {
      letGo();
      return;
    }
    if (verdict.reasonCode() != ReasonCode.SUCCESS) {
      serverReference = verdict.serverReference(); // 4.11
      connection.refuse(verdict.reasonCode(), verdict.why(), verdict.said());
      return;
    }
    if (connect.will() == null || mayHave(connect.will(), verdict)) {
      accept(verdict);
    }
  }

  /** Refuses a client whose Will may not be published, or for which there is no room. */
  private boolean mayHave(Will will, Authenticator.AuthResult verdict) {
    TopicName topic = will.topic();
    if (!broker.limits().fits(topic.utf8())) {
      return refuseWill(
          ReasonCode.TOPIC_NAME_INVALID,
          "its topic is too long (" + ConnectionLimits.OF_TOPICS + ")");
    }
    if (!verdict.permissions().mayPublish(topic)) {
      return refuseWill(ReasonCode.NOT_AUTHORIZED, verdict.permissions().whyNotPublish(topic));
    }
    if (ReservedTopics.isSessionRemoval(topic)) {
      return refuseWill(ReasonCode.NOT_AUTHORIZED, "no session ends by a Will");
    }
    if (ReservedTopics.isRequest(topic)) {
      return refuseWill(ReasonCode.NOT_AUTHORIZED, "nothing is asked for by a Will");
    }
    String full =
        broker
            .sessions()
            .whyNoMemory(
                owner(verdict.userName()),
                clientIdentifier,
                Kind.WILL,
                Wills.memory(will, connection.peer()));
    return full == null || refuseWill(ReasonCode.QUOTA_EXCEEDED, full);
  }

  /** Returns false, for whoever asks whether it may have it. */
  private boolean refuseWill(ReasonCode reason, String why) {
    TopicName topic = connect.will().topic();
    connection.refused("have its Will published to " + topic, reason, why);
    broker.statistics().connectionsRefused++;
    connection.close(reason, "its Will is not taken: " + why);
    return false;
  }

  private void accept(Authenticator.AuthResult verdict) {
    Session old = broker.sessions().get(clientIdentifier);
    if (!mayHaveSession(old, verdict)) {
      return;
    }
    boolean replaces = old != null && old.holder() != null;
    String whyNoPlace = connection.admission().letIn(replaces);
    if (whyNoPlace != null) {
      awaitPlace(verdict, whyNoPlace);
      return;
    }
    if (replaces) {
      old.holder().takenOver(connection.peer()); // [MQTT-3.1.4-3]
    }
    open(verdict, resume());
  }

  /** Refuses a client whose session is another's, or for which there is no room. */
  private boolean mayHaveSession(Session old, Authenticator.AuthResult verdict) {
    if (old != null && !sameOwner(old, verdict)) {
      connection.refuse(
          ReasonCode.NOT_AUTHORIZED,
          "the Client Identifier belongs to a session of "
              + old.userName()
              + ", who came first with it; 'client' lines of the acl_file say whose it shall be",
          "the client identifier belongs to a session of another user");
      return false;
    }
    if (old == null && broker.overload().isShort()) {
      connection.refuse(ReasonCode.SERVER_BUSY, PacketHandler.MEMORY_IS_SHORT);
      return false;
    }
    String why = whyNoSession(old, verdict);
    if (why != null) {
      connection.refuse(ReasonCode.QUOTA_EXCEEDED, why);
    }
    return why == null;
  }

  /**
   * Opens the session, and welcomes its client once what must survive of that is on disk.
   *
   * @param present whether it goes on
   */
  private void open(Authenticator.AuthResult verdict, boolean present) {
    Session session = broker.sessions().open(clientIdentifier);
    long position = claim(session, verdict);
    timeout.cancel();
    connection.accepted(session, verdict.credential());
    if (present) {
      broker.subscriptions().routesChanged();
    }
    ConnAck answer = new ConnAck(present, ReasonCode.SUCCESS, properties(session));
    if (position == Journal.NOTHING_TO_WAIT_FOR) {
      welcome(session, answer);
    } else {
      broker.journal().whenDurable(position, (upTo, stored) -> welcome(session, answer));
    }
  }

  /** Makes the session this client's; returns the position of what must survive of that. */
  private long claim(Session session, Authenticator.AuthResult verdict) {
    boolean wasPersistent = session.isPersistent();
    session.comesFrom(connection.peer().network());
    session.owner(verdict.userName(), verdict.permissions());
    session.expiryInterval(expiryInterval());
    session.isToldPublishers(authenticator.tellsPublishers());
    long position = Journal.NOTHING_TO_WAIT_FOR;
    if (session.isPersistent() || wasPersistent) {
      position = broker.journal().sessionChanged(session);
    }
    return connect.will() == null
        ? position
        : broker.wills().connected(session, connect.will(), connection.peer());
  }

  /** Many come back at once, before it is seen that their old connections have gone. */
  private void awaitPlace(Authenticator.AuthResult verdict, String why) {
    if (hasWaited) {
      connection.refuse(ReasonCode.SERVER_BUSY, why);
      return;
    }
    hasWaited = true;
    asked = true;
    int generation = broker.authority().generation();
    broker
        .admissions()
        .whenFree(() -> decide(generation == broker.authority().generation() ? verdict : STALE));
  }

  /** Why there is no room for its session, or null where there is. */
  private String whyNoSession(Session old, Authenticator.AuthResult verdict) {
    boolean isMore = expiryInterval() > 0 && (old == null || !old.isPersistent());
    String owner = owner(verdict.userName());
    String why = broker.sessions().whyNoMore(owner, clientIdentifier, isMore);
    return why != null || old != null
        ? why
        : broker
            .sessions()
            .whyNoMemory(owner, clientIdentifier, Kind.SESSION, verdict.permissions().memory());
  }

  private String owner(String userName) {
    return Owners.called(userName, connection.peer().network());
  }

  private static boolean sameOwner(Session session, Authenticator.AuthResult verdict) {
    return session.userName() == null || session.userName().equals(verdict.userName());
  }

  /** Clean Start ends what was there; else it goes on. Returns Session Present. */
  private boolean resume() {
    Session old = broker.sessions().get(clientIdentifier);
    if (old != null && connect.cleanStart()) {
      broker.sessions().end(old); // [MQTT-3.1.2-4]
      old = null;
    }
    broker.wills().resumed(clientIdentifier);
    return old != null; // [MQTT-3.2.2-2] [MQTT-3.2.2-3] [MQTT-3.1.2-5] [MQTT-3.1.2-6]
  }

  private void welcome(Session session, ConnAck answer) {
    if (ended) {
      return;
    }
    connection.send(answer); // [MQTT-3.2.0-1]: before anything else
    if (ended) {
      return; // It takes no packet as large as this one.
    }
    connection.welcomed(keepAlive());
    letGo();
    broker
        .clients()
        .report(
            connection.peer(),
            "Client {} connected from {}{} with {}{}",
            session,
            connection.peer(),
            session.userName() == null ? "" : " as " + session.userName(),
            connect.version(),
            answer.sessionPresent() ? ", its session goes on" : "");
    int receiveMaximum = (int) connect.properties().number(Property.RECEIVE_MAXIMUM, 65_535);
    session.connected(connection, receiveMaximum);
    connection.resumeReading();
  }

  /**
   * The CONNACK of a refusal [MQTT-3.2.2-4] [MQTT-3.1.4-2]; 3.1.1 has a return code for only a few
   * of the reasons. Who has not sent a CONNECT hears nothing, unless it is of another version.
   */
  void answerRefused(ReasonCode reasonCode, String why) {
    if (connect == null && reasonCode != ReasonCode.UNSUPPORTED_PROTOCOL_VERSION) {
      return;
    }
    ReasonCode code = inConnAck(reasonCode);
    boolean five = connection.version().hasProperties();
    if (five || ReturnCodes.exists(code)) {
      Properties said = connection.reasonString(why);
      boolean refers = serverReference != null && five;
      Properties all = refers ? said.with(Property.SERVER_REFERENCE, serverReference) : said;
      connection.send(new ConnAck(false, code, all));
    }
  }

  /** The Reason Code of a CONNACK for one that only a DISCONNECT may carry. */
  private static ReasonCode inConnAck(ReasonCode reasonCode) {
    return switch (reasonCode) {
      case SERVER_SHUTTING_DOWN -> ReasonCode.SERVER_UNAVAILABLE;
      case SESSION_TAKEN_OVER, ADMINISTRATIVE_ACTION, TOPIC_FILTER_INVALID, TOPIC_ALIAS_INVALID ->
          ReasonCode.UNSPECIFIED_ERROR;
      default -> reasonCode;
    };
  }

  private long expiryInterval() {
    long asked;
    if (connect.version() == MqttVersion.V5) {
      asked = connect.properties().number(Property.SESSION_EXPIRY_INTERVAL, 0);
    } else {
      asked = connect.cleanStart() ? 0 : Session.NEVER_EXPIRES;
    }
    return Math.min(asked, broker.sessions().limits().expiryMaximum());
  }

  private int keepAlive() {
    int maximum = broker.limits().keepAliveMaximum();
    boolean tooLong = maximum > 0 && (connect.keepAlive() == 0 || connect.keepAlive() > maximum);
    return tooLong && connect.version() == MqttVersion.V5 ? maximum : connect.keepAlive();
  }

  private Properties properties(Session session) {
    if (connect.version() != MqttVersion.V5) {
      return Properties.NONE;
    }
    Properties.Builder properties = Properties.builder();
    if (session.expiryInterval()
        != connect.properties().number(Property.SESSION_EXPIRY_INTERVAL, 0)) {
      properties.add(Property.SESSION_EXPIRY_INTERVAL, session.expiryInterval());
    }
    if (connect.clientIdentifier().isEmpty()) {
      properties.add(Property.ASSIGNED_CLIENT_IDENTIFIER, clientIdentifier); // [MQTT-3.1.3-7]
    }
    if (keepAlive() != connect.keepAlive()) {
      properties.add(Property.SERVER_KEEP_ALIVE, keepAlive()); // [MQTT-3.2.2-21]
    }
    properties.add(Property.RECEIVE_MAXIMUM, broker.limits().receiveMaximum());
    properties.add(Property.MAXIMUM_PACKET_SIZE, broker.limits().packetSizes().publish());
    if (broker.limits().topicAliasMaximum() > 0) {
      properties.add(Property.TOPIC_ALIAS_MAXIMUM, broker.limits().topicAliasMaximum());
    }
    if (connect.properties().number(Property.REQUEST_RESPONSE_INFORMATION, 0) == 1) {
      // [MQTT-3.1.2-28]; a long identifier leaves no room for it in a string
      String information = "response/" + clientIdentifier + "/";
      if (information.getBytes(StandardCharsets.UTF_8).length <= MAX_STRING) {
        properties.add(Property.RESPONSE_INFORMATION, information);
      }
    }
    authenticated.forEach(properties::add); // [MQTT-4.12.0-5]
    return properties.build();
  }
}
