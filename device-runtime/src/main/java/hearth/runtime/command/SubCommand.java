package hearth.runtime.command;

import hearth.client.Granted;
import hearth.client.MqttClient;
import hearth.client.MqttClientBuilder;
import hearth.client.MqttException;
import hearth.client.SubscribeRequest;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Subscription.RetainHandling;
import hearth.protocol.topic.TopicFilter;
import hearth.runtime.command.PubSubProperties.Target;
import hearth.runtime.host.CommandFailure;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hearth sub}: prints messages like mosquitto_sub. */
@Command(
    description = "Prints the messages of topics, with the options of mosquitto_sub.",
    exitCodeOnInvalidInput = 1,
    sortOptions = false)
public final class SubCommand implements Callable<Integer> {
  /** The words of mosquitto_sub for Retain Handling. */
  enum RetainedSent {
    ALWAYS(RetainHandling.SEND),
    NEW(RetainHandling.SEND_IF_NEW),
    NEVER(RetainHandling.DO_NOT_SEND);

    private final RetainHandling option;

    RetainedSent(RetainHandling option) {
      this.option = option;
    }
  }

  /** What mosquitto_sub ends with when -W is over. */
  private static final int TIMED_OUT = 27;

  /** While so many messages wait for a slow reader of the output, the socket is not read. */
  private static final int MAX_WAITING = 1000;

  @Mixin private PubSubOptions options;

  @Option(
      names = {"-t", "--topic"},
      paramLabel = "FILTER",
      parameterConsumer = OptionParsers.Word.class,
      description = "A Topic Filter to subscribe to; may be repeated.")
  private List<String> topics = new ArrayList<>();

  @Option(
      names = {"-T", "--filter-out"},
      paramLabel = "FILTER",
      parameterConsumer = OptionParsers.Word.class,
      description = "Do not print messages that match this filter.")
  private List<String> filterOut = new ArrayList<>();

  @Option(
      names = {"-U", "--unsubscribe"},
      paramLabel = "FILTER",
      parameterConsumer = OptionParsers.Word.class,
      description = "Unsubscribe from this filter, in a session that was kept.")
  private List<String> unsubscribe = new ArrayList<>();

  @Option(
      names = {"-q", "--qos"},
      paramLabel = "QOS",
      converter = OptionParsers.QosConverter.class,
      description = "0, 1 or 2. Default: 0.")
  private QoS qos = QoS.AT_MOST_ONCE;

  @Option(
      names = "--retain-as-published",
      description = "Show the retain flag as it was published; MQTT 5.0.")
  private boolean retainAsPublished;

  @Option(
      names = "--retain-handling",
      paramLabel = "WHEN",
      description =
          "Have retained messages sent always, only for a new subscription, or never; MQTT 5.0.")
  private RetainedSent retainHandling = RetainedSent.ALWAYS;

  @Option(names = "-E", description = "Exit once the server has answered all subscriptions.")
  private boolean endWhenSubscribed;

  @Option(
      names = "-W",
      paramLabel = "SECONDS",
      description = "Exit this long after connecting, with status 27.")
  private Long timeout;

  @Mixin private SubPrinter printer;

  private final OutputStream output;
  private final boolean terminal;
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  /**
   * The command.
   *
   * @param output where messages are printed
   */
  public SubCommand(OutputStream output) {
    this(output, false);
  }

  SubCommand(OutputStream output, boolean terminal) {
    this.output = output;
    this.terminal = terminal;
  }

  /** The command as it prints to this process's standard output. */
  public static SubCommand onStandardOutput() {
    return new SubCommand(
        new FileOutputStream(FileDescriptor.out), TerminalText.isStandardOutput());
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    List<TopicFilter> filters = filters();
    List<TopicFilter> removed = parse("-U", unsubscribe);
    printer.start(options, parse("-T", filterOut), output, terminal, ended);
    ExecutorService handlers = Executors.newSingleThreadExecutor(SubCommand::printingThread);
    MqttClientBuilder builder =
        options
            .client(ended::completeExceptionally)
            .reconnect(PubSubOptions.backoff())
            .handlerExecutor(handlers, MAX_WAITING)
            .unroutedHandler(printer, true);
    try (MqttClient client = options.build(builder)) {
      printer.client(client);
      return listen(client, filters, removed);
    } catch (ExecutionException e) {
      return options.fail(PubSubOptions.cause(e));
    } finally {
      handlers.shutdown();
    }
  }

  private static Thread printingThread(Runnable task) {
    Thread thread = new Thread(task, "hearth-print");
    thread.setDaemon(true); // it may hang on an output that nobody reads
    return thread;
  }

  private int listen(MqttClient client, List<TopicFilter> filters, List<TopicFilter> removed)
      throws ExecutionException, InterruptedException {
    List<CompletableFuture<Granted>> granted =
        filters.stream().map(filter -> client.subscribe(request(filter))).toList();
    // Ctrl-C must not set off the Will, not even where it comes as soon as the server has answered;
    // and it is how one ends this command, so that its status is no failure's, as the JVM's 130 is.
    Thread goodbye =
        new Thread(
            () -> {
              disconnect(client);
              Runtime.getRuntime().halt(0);
            });
    Runtime.getRuntime().addShutdownHook(goodbye);
    try {
      client.connect().get();
    } catch (ExecutionException e) {
      Runtime.getRuntime().removeShutdownHook(goodbye);
      throw e;
    }
    removed.forEach(
        filter -> client.unsubscribe(filter, options.properties().of(Target.UNSUBSCRIBE)));
    subscribed(granted);
    int status = await();
    try {
      Runtime.getRuntime().removeShutdownHook(goodbye);
      disconnect(client);
    } catch (IllegalStateException e) {
      // Ctrl-C came at the same moment, and the goodbye is being said.
    }
    return status;
  }

  private List<TopicFilter> filters() {
    if (options.topicOfUrl() != null) {
      topics.add(options.topicOfUrl());
    }
    if (timeout != null && timeout < 1) {
      throw options.usage("-W is at least 1; leave it out to wait for ever");
    }
    if (retainHandling != RetainedSent.ALWAYS && options.version() != MqttVersion.V5) {
      throw options.usage("--retain-handling needs MQTT 5.0; give -V 5");
    }
    if (topics.isEmpty() && unsubscribe.isEmpty()) {
      throw options.usage("say what to subscribe to with -t");
    }
    return parse("-t", topics);
  }

  private List<TopicFilter> parse(String option, List<String> texts) {
    try {
      return texts.stream().map(TopicFilter::of).toList();
    } catch (IllegalArgumentException e) {
      throw options.usage(option + ": " + e.getMessage());
    }
  }

  private SubscribeRequest request(TopicFilter filter) {
    Subscription subscription =
        new Subscription(filter, qos, false, retainAsPublished, retainHandling.option);
    return new SubscribeRequest(
        subscription, options.properties().of(Target.SUBSCRIBE), true, printer);
  }

  /** Tells what was refused; where all of it was, there is nothing to wait for. */
  private void subscribed(List<CompletableFuture<Granted>> granted) {
    CompletableFuture.allOf(granted.toArray(new CompletableFuture<?>[0]))
        .whenComplete(
            (nothing, failure) -> {
              int status = 0;
              boolean some = granted.isEmpty();
              for (CompletableFuture<Granted> each : granted) {
                MqttException refusal = refusal(each);
                some |= refusal == null;
                status = refusal == null ? status : options.fail(refusal);
              }
              if (!some || endWhenSubscribed) {
                ended.complete(some ? 0 : status);
              }
            });
  }

  private static MqttException refusal(CompletableFuture<Granted> granted) {
    try {
      granted.getNow(null);
      return null;
    } catch (CompletionException e) {
      return e.getCause() instanceof MqttException own ? own : new MqttException("" + e, e);
    }
  }

  private int await() throws InterruptedException, ExecutionException {
    try {
      return timeout != null ? ended.get(timeout, TimeUnit.SECONDS) : ended.get();
    } catch (TimeoutException e) {
      options.report("timed out");
      return TIMED_OUT;
    }
  }

  private void disconnect(MqttClient client) {
    try {
      client
          .disconnect(ReasonCode.NORMAL_DISCONNECTION, options.properties().of(Target.DISCONNECT))
          .get(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // The process ends all the same, and the server sees the connection end.
    }
  }
}
