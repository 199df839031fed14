package hearth.runtime.command;

import hearth.client.Backoff;
import hearth.client.MqttClient;
import hearth.client.MqttClientBuilder;
import hearth.client.MqttException;
import hearth.client.ServerUri;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import hearth.runtime.command.PubSubProperties.Target;
import hearth.runtime.host.CommandFailure;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options that {@code hearth pub} and {@code hearth sub} have in common: the server, and who
 * the client is. Named as those of mosquitto_pub and mosquitto_sub.
 */
final class PubSubOptions {

  /** The return codes of a CONNACK before MQTT 5.0. */
  private static final Map<ReasonCode, Integer> RETURN_CODES =
      new EnumMap<>(
          Map.of(
              ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, 1,
              ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, 2,
              ReasonCode.SERVER_UNAVAILABLE, 3,
              ReasonCode.BAD_USER_NAME_OR_PASSWORD, 4,
              ReasonCode.NOT_AUTHORIZED, 5));

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-h", "--host"},
      paramLabel = "HOST",
      description = "The server. Default: localhost.")
  private String host;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "Its port. Default: 1883, or 8883 with TLS.")
  private Integer port;

  @Option(
      names = {"-L", "--url"},
      paramLabel = "URL",
      description =
          "Server and topic in one: mqtt(s)://[user[:password]@]host[:port]/topic, or ws(s)://.")
  private String urlText;

  @Option(
      names = "--ws",
      description = "Use WebSocket, with the path /mqtt. Default port: 80, or 443 with TLS.")
  private boolean webSocket;

  @Option(names = "-A", paramLabel = "ADDRESS", description = "The local address to connect from.")
  private InetAddress localAddress;

  @Option(
      names = PubSubFile.OPTION,
      paramLabel = "FILE",
      description =
          "Options from a file, one a line; else ~/.config/mosquitto_pub or mosquitto_sub, where"
              + " there is one.")
  @SuppressWarnings("unused") // read before the others are
  private Path file;

  @Option(
      names = {"-u", "--username"},
      paramLabel = "NAME",
      parameterConsumer = OptionParsers.Word.class,
      description = "The user name.")
  private String userName;

  @Option(
      names = {"-P", "--pw"},
      paramLabel = "PASSWORD",
      parameterConsumer = OptionParsers.Word.class,
      description = "The password; other users of this machine can see the command line.")
  private String password;

  @Option(
      names = {"-i", "--id"},
      paramLabel = "NAME",
      parameterConsumer = OptionParsers.Word.class,
      description = "The Client Identifier. Default: a random one.")
  private String clientIdentifier;

  @Option(
      names = {"-I", "--id-prefix"},
      paramLabel = "PREFIX",
      parameterConsumer = OptionParsers.Word.class,
      description = "What the Client Identifier begins with; the process number follows.")
  private String clientIdentifierPrefix;

  @Option(
      names = {"-k", "--keepalive"},
      paramLabel = "SECONDS",
      description = "Keep Alive; 0 turns it off. Default: 60.")
  private int keepAlive = 60;

  @Option(
      names = {"-c", "--disable-clean-session"},
      description = "Resume the earlier session, and keep it afterwards. Needs -i.")
  private boolean keepSession;

  @Option(
      names = {"-x", "--session-expiry-interval"},
      paramLabel = "SECONDS",
      converter = OptionParsers.ExpiryConverter.class,
      description = "How long the server keeps the session afterwards; -1 is for ever. MQTT 5.0.")
  private Long sessionExpiry;

  @Option(
      names = {"-V", "--protocol-version"},
      paramLabel = "VERSION",
      converter = OptionParsers.VersionConverter.class,
      description = "5, 311 or 31. Default: 311, or 5 with -D or -x.")
  private MqttVersion version;

  @Option(
      names = {"-D", "--property"},
      arity = "3..4",
      paramLabel = "PACKET NAME VALUE",
      hideParamSyntax = true,
      parameterConsumer = PubSubProperties.Words.class,
      description = "A property of MQTT 5.0, such as -D publish content-type text/plain.")
  private PubSubProperties properties = new PubSubProperties();

  @Option(
      names = "--will-topic",
      paramLabel = "TOPIC",
      description = "The topic of the Will, which the server publishes if this client disappears.")
  private String willTopic;

  @Option(
      names = "--will-payload",
      paramLabel = "TEXT",
      parameterConsumer = OptionParsers.Word.class,
      description = "The payload of the Will.")
  private String willPayload;

  @Option(
      names = "--will-qos",
      paramLabel = "QOS",
      converter = OptionParsers.QosConverter.class,
      description = "The QoS of the Will.")
  private QoS willQos = QoS.AT_MOST_ONCE;

  @Option(names = "--will-retain", description = "Retain the Will.")
  private boolean willRetain;

  @Mixin private PubSubSecurity security = new PubSubSecurity();

  @Option(names = "-d", description = "Print each packet to the error stream.")
  private boolean trace;

  @Option(names = "--quiet", description = "Print no errors; the exit status still shows them.")
  private boolean quiet;

  @Option(names = "--nodelay", description = "Accepted and ignored: this is always on.")
  @SuppressWarnings("unused") // picocli asks for it
  private boolean noDelay;

  @Option(names = "--version", versionHelp = true, description = "Show the version.")
  @SuppressWarnings("unused") // picocli asks for it
  private boolean showVersion;

  @Option(names = "--help", usageHelp = true, description = "Show this help.")
  @SuppressWarnings("unused") // picocli asks for it
  private boolean help;

  PubSubProperties properties() {
    return properties;
  }

  boolean isQuiet() {
    return quiet;
  }

  /** The topic that -L says, or null. */
  String topicOfUrl() {
    ServerUri url = url();
    return url == null || url.path().isEmpty() ? null : url.path();
  }

  private ServerUri url() {
    if (urlText == null) {
      return null;
    }
    try {
      return ServerUri.of(urlText);
    } catch (IllegalArgumentException e) {
      throw usage("--url: " + e.getMessage());
    }
  }

  private boolean isDebug() {
    return spec.commandLine().getParseResult().hasMatchedOption("--debug");
  }

  /** A mistake in the command line. */
  ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  MqttVersion version() {
    if (version != null) {
      return version;
    }
    return properties.isEmpty() && sessionExpiry == null ? MqttVersion.V3_1_1 : MqttVersion.V5;
  }

  /**
   * A client as the options say.
   *
   * @param lost hears of a connection that will not come back
   * @throws ParameterException where options contradict each other
   * @throws CommandFailure where a file of theirs cannot be used
   */
  MqttClientBuilder client(Consumer<MqttException> lost) throws CommandFailure {
    String name = spec.commandLine().getCommandName();
    MqttClientBuilder client =
        MqttClient.builder()
            .listener(new PubSubTrace(spec.commandLine().getErr(), name, quiet, lost))
            .tracePackets(trace || isDebug())
            .version(version())
            .subscriptionIdentifiers(false)
            .topicAliasMaximum(0);
    try {
      server(client);
      identity(client);
      session(client);
      connectProperties(client);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
    return client;
  }

  /** The client, if the options allow one. */
  MqttClient build(MqttClientBuilder builder) {
    try {
      return builder.build();
    } catch (IllegalStateException e) {
      throw usage(e.getMessage());
    }
  }

  /** Tells what went wrong, unless it is to be quiet. */
  void report(String problem) {
    if (!quiet) {
      String name = spec.commandLine().getCommandName();
      spec.commandLine().getErr().println(name + ": " + TerminalText.of(problem));
    }
  }

  /**
   * Tells a failure and gives the exit status that mosquitto_pub and mosquitto_sub have for it: the
   * server's code, or 1.
   */
  int fail(MqttException failure) {
    if (isDebug()) {
      failure.printStackTrace(spec.commandLine().getErr());
    } else {
      report(failure.getMessage());
    }
    ReasonCode code = failure.reasonCode();
    if (code == null) {
      return 1;
    }
    return version() == MqttVersion.V5
        ? code.value()
        : RETURN_CODES.getOrDefault(code, code.value());
  }

  /** The exception within that of a future. */
  static MqttException cause(ExecutionException failed) {
    return failed.getCause() instanceof MqttException own
        ? own
        : new MqttException("unexpected: " + failed.getCause(), failed.getCause());
  }

  /**
   * Reconnects as a person would wait: soon, then rarer. The platform's default generator is in a
   * module that the package's runtime does not have.
   */
  static Backoff backoff() {
    return new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), new SplittableRandom());
  }

  private void server(MqttClientBuilder client) throws CommandFailure {
    ServerUri url = url();
    if (url != null && (host != null || port != null)) {
      throw usage("-L says host and port; leave out -h and -p");
    }
    boolean tls = security.isWanted(url, port);
    if (url == null) {
      String name = host == null ? "localhost" : host;
      int number = port == null ? usualPort(tls) : port;
      if (number < 1 || number > 65_535) {
        throw usage("a port is 1 to 65535, not " + number);
      }
      client.server(new ServerUri(tls, webSocket, null, null, name, number, ""));
    } else {
      // What follows the host is the topic; WebSocket is at its usual place.
      client.server(
          new ServerUri(tls, webSocket || url.webSocket(), null, null, url.host(), url.port(), ""));
    }
    if (localAddress != null) {
      client.localAddress(localAddress);
    }
    if (tls) {
      security.apply(client);
    }
  }

  private int usualPort(boolean tls) {
    if (webSocket) {
      return tls ? 443 : 80;
    }
    return tls ? 8883 : 1883;
  }

  private void identity(MqttClientBuilder client) {
    if (clientIdentifier != null && clientIdentifierPrefix != null) {
      throw usage("give either -i or -I");
    }
    if (clientIdentifier != null) {
      client.clientIdentifier(clientIdentifier);
    } else if (clientIdentifierPrefix != null) {
      client.clientIdentifier(clientIdentifierPrefix + ProcessHandle.current().pid());
    }
    ServerUri url = url();
    String user = userName == null && url != null ? url.userName() : userName;
    String secret = password == null && url != null ? url.password() : password;
    if (secret != null && user == null && version() != MqttVersion.V5) {
      throw usage("-P needs -u before MQTT 5.0");
    }
    client.userName(user).password(secret).keepAlive(keepAlive);
  }

  private void session(MqttClientBuilder client) {
    boolean named = clientIdentifier != null || clientIdentifierPrefix != null;
    if (keepSession && !named) {
      throw usage("-c keeps a session, which needs a name; give one with -i");
    }
    client.cleanStart(!keepSession);
    if (version() == MqttVersion.V5) {
      long expiry =
          sessionExpiry != null ? sessionExpiry : keepSession ? OptionParsers.NEVER_EXPIRES : 0;
      if (expiry > 0) {
        client.sessionExpiryInterval(expiry);
      }
    } else if (sessionExpiry != null || !properties.isEmpty()) {
      throw usage("-x and -D need MQTT 5.0; leave out -V or give -V 5");
    }
    client.will(will());
  }

  private Will will() {
    if (willTopic == null) {
      if (willPayload != null || willRetain || willQos != QoS.AT_MOST_ONCE) {
        throw usage("a will needs --will-topic");
      }
      return null;
    }
    String text = willPayload == null ? "" : willPayload;
    return new Will(
        TopicName.of(willTopic),
        text.getBytes(StandardCharsets.UTF_8),
        willQos,
        willRetain,
        properties.of(Target.WILL));
  }

  private void connectProperties(MqttClientBuilder client) {
    properties
        .of(Target.CONNECT)
        .forEach(
            (property, value) -> {
              switch (property) {
                case RECEIVE_MAXIMUM -> client.receiveMaximum(((Long) value).intValue());
                case MAXIMUM_PACKET_SIZE -> client.maximumPacketSize(((Long) value).intValue());
                case TOPIC_ALIAS_MAXIMUM -> client.topicAliasMaximum(((Long) value).intValue());
                case AUTHENTICATION_METHOD, AUTHENTICATION_DATA ->
                    throw usage("enhanced authentication needs more than one property");
                default -> client.connectProperty(property, value);
              }
            });
  }
}
