package hearth.runtime.command;

import hearth.client.Message;
import hearth.client.MqttClient;
import hearth.client.MqttClientBuilder;
import hearth.client.MqttException;
import hearth.client.OverflowPolicy;
import hearth.protocol.codec.VariableByteInteger;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicName;
import hearth.runtime.command.PubSubProperties.Target;
import hearth.runtime.config.FileProblem;
import hearth.runtime.host.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hearth pub}: publishes like mosquitto_pub. */
@Command(
    description = "Publishes a message, with the options of mosquitto_pub.",
    exitCodeOnInvalidInput = 1,
    sortOptions = false)
public final class PubCommand implements Callable<Integer> {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** The Remaining Length, less the longest Topic Name (2.1.4). */
  private static final int MAX_OF_MQTT = VariableByteInteger.MAXIMUM - 65_535 - 16;

  /** Payload, packet and what is read: each has its turn in memory, two at a time. */
  private static final int MAX_PAYLOAD =
      (int) Math.min(MAX_OF_MQTT, Runtime.getRuntime().maxMemory() / 3);

  /** Several may wait to be sent. */
  private static final int MAX_LINE = Math.min(MAX_PAYLOAD, 4 * 1024 * 1024);

  private static final int MAX_WAITING = 10_000;

  /** A server of before 5.0 only ends the connection over a message that it finds too large. */
  private static final int SUSPICIOUSLY_LARGE = 100_000;

  @Mixin private PubSubOptions options;

  @Option(
      names = {"-t", "--topic"},
      paramLabel = "TOPIC",
      parameterConsumer = OptionParsers.Word.class,
      description = "The topic to publish to.")
  private String topic;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      parameterConsumer = OptionParsers.Word.class,
      description = "The payload.")
  private String text;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Send the content of this file.")
  private Path file;

  @Option(
      names = {"-n", "--null-message"},
      description = "Send an empty payload; with -r this removes a retained message.")
  private boolean empty;

  @Option(
      names = {"-s", "--stdin-file"},
      description = "Send the whole input as one message.")
  private boolean wholeInput;

  @Option(
      names = {"-l", "--stdin-line"},
      description = "Send each line of the input as a message.")
  private boolean lines;

  @Option(
      names = {"-q", "--qos"},
      paramLabel = "QOS",
      converter = OptionParsers.QosConverter.class,
      description = "0, 1 or 2. Default: 0.")
  private QoS qos = QoS.AT_MOST_ONCE;

  @Option(
      names = {"-r", "--retain"},
      description = "Retain the message for later subscribers.")
  private boolean retain;

  @Option(
      names = {"-M", "--max-inflight"},
      paramLabel = "COUNT",
      description = "How many messages of QoS 1 and 2 may be in flight at once. Default: 20.")
  private int maxInFlight = 20;

  @Option(
      names = "--repeat",
      paramLabel = "COUNT",
      description = "Publish the message this many times.")
  private int repeat = 1;

  @Option(
      names = "--repeat-delay",
      paramLabel = "SECONDS",
      description = "How long to wait in between; fractions are allowed.")
  private double repeatDelay;

  private final InputStream input;
  private final CompletableFuture<Void> lost = new CompletableFuture<>();

  /**
   * The command.
   *
   * @param input what -l and -s read
   */
  public PubCommand(InputStream input) {
    this.input = input;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    requireOneSource();
    TopicName name = topicName();
    Message message = message(name, payload());
    MqttClientBuilder builder = options.client(lost::completeExceptionally);
    builder.maxInFlight(maxInFlight);
    if (lines) {
      builder.reconnect(PubSubOptions.backoff());
    } else {
      long room = message.payload().length + 1024L * 1024;
      builder.queue(MAX_WAITING, room, OverflowPolicy.DROP_OLDEST);
    }
    try (MqttClient client = options.build(builder)) {
      client.connect().get();
      int status = lines ? publishLines(client, name) : publish(client, message);
      disconnect(client);
      return status;
    } catch (ExecutionException e) {
      MqttException failure = PubSubOptions.cause(e);
      return options.fail(isSuspect(message, failure) ? suspected(message, failure) : failure);
    }
  }

  private static boolean isSuspect(Message message, MqttException failure) {
    return failure.reasonCode() == null && message.payload().length >= SUSPICIOUSLY_LARGE;
  }

  private static MqttException suspected(Message message, MqttException failure) {
    return new MqttException(
        failure.getMessage()
            + "; the message of "
            + message.payload().length
            + " bytes may be too large for it",
        failure);
  }

  private void requireOneSource() {
    long sources =
        Stream.of(text != null, file != null, empty, wholeInput, lines).filter(is -> is).count();
    if (sources != 1) {
      throw options.usage("say what to publish with one of -m, -f, -n, -s and -l");
    }
    if (repeat < 1 || repeatDelay < 0) {
      throw options.usage("--repeat is at least 1, and --repeat-delay at least 0");
    }
  }

  private TopicName topicName() {
    String wanted = topic == null ? options.topicOfUrl() : topic;
    if (wanted == null) {
      throw options.usage("say where to publish with -t");
    }
    try {
      return TopicName.of(wanted);
    } catch (IllegalArgumentException e) {
      throw options.usage("-t: " + e.getMessage());
    }
  }

  private byte[] payload() throws CommandFailure {
    try {
      if (file != null) {
        try (InputStream content = Files.newInputStream(file)) {
          return bounded(content, "'" + file + "'");
        }
      } else if (wholeInput) {
        byte[] all = bounded(input, "the input");
        if (all.length == 0) {
          throw new CommandFailure("the input is empty; -n publishes an empty message");
        }
        return all;
      }
      return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot read "
              + (file == null ? "the input" : "'" + file + "'")
              + ": "
              + FileProblem.describe(e),
          e);
    }
  }

  /** Not one byte more is read than could be sent: an input may have no end. */
  private static byte[] bounded(InputStream content, String name)
      throws IOException, CommandFailure {
    byte[] bytes = content.readNBytes(MAX_PAYLOAD + 1);
    if (bytes.length > MAX_PAYLOAD) {
      throw new CommandFailure(
          name
              + " is too large: a payload has "
              + MAX_OF_MQTT
              + " bytes at most, and of these this program has memory for "
              + MAX_PAYLOAD);
    }
    return bytes;
  }

  private Message message(TopicName name, byte[] payload) {
    Properties properties = options.properties().of(Target.PUBLISH);
    try {
      return new Message(name, payload, qos, retain, properties);
    } catch (IllegalArgumentException e) {
      throw options.usage("-D: " + e.getMessage());
    }
  }

  private int publish(MqttClient client, Message message)
      throws ExecutionException, InterruptedException {
    for (int i = 0; i < repeat; i++) {
      if (i > 0 && repeatDelay > 0) {
        TimeUnit.NANOSECONDS.sleep((long) (repeatDelay * NANOS_PER_SECOND));
      }
      await(client.publish(message));
    }
    return 0;
  }

  private int publishLines(MqttClient client, TopicName name)
      throws CommandFailure, ExecutionException, InterruptedException {
    PubProgress progress = new PubProgress();
    try {
      PubLines source = new PubLines(input, MAX_LINE);
      byte[] line;
      while ((line = source.next()) != null) {
        client.room().get();
        progress.watch(client.publish(message(name, line)));
      }
    } catch (IOException e) {
      throw new CommandFailure("cannot read the input: " + FileProblem.describe(e), e);
    }
    MqttException failure = progress.awaitAll();
    return failure == null ? 0 : options.fail(failure);
  }

  private void await(CompletableFuture<?> future) throws ExecutionException, InterruptedException {
    CompletableFuture.anyOf(future, lost).get();
  }

  private void disconnect(MqttClient client) throws ExecutionException, InterruptedException {
    client
        .disconnect(ReasonCode.NORMAL_DISCONNECTION, options.properties().of(Target.DISCONNECT))
        .get();
  }
}
