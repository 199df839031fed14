package hearth.runtime.command;

import hearth.client.Message;
import hearth.client.MessageHandler;
import hearth.client.MqttClient;
import hearth.client.PublishResult;
import hearth.client.ReceivedMessage;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicFilter;
import hearth.runtime.config.FileProblem;
import hearth.runtime.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Option;

/** Prints each message that is wanted, and notices when there have been enough. */
final class SubPrinter implements MessageHandler {
  @Option(
      names = {"-v", "--verbose"},
      description = "Print the topic before the payload.")
  private boolean verbose;

  @Option(
      names = "-F",
      paramLabel = "FORMAT",
      parameterConsumer = OptionParsers.Word.class,
      description =
          "Print like this: %%t topic, %%p payload, %%j JSON, @H:@M time, \\n new line...")
  private String format;

  @Option(names = "--pretty", description = "Indent the JSON of %%j and %%J.")
  private boolean pretty;

  @Option(names = "-N", description = "Print no newline after each message.")
  private boolean noEndOfLine;

  @Option(names = "-C", paramLabel = "COUNT", description = "Exit after this many messages.")
  private Long max;

  @Option(names = "-R", description = "Print no retained messages.")
  private boolean noRetained;

  @Option(
      names = "--retained-only",
      description = "Print only retained messages, and exit at the first other one.")
  private boolean retainedOnly;

  @Option(
      names = "--remove-retained",
      description = "Remove each retained message from the server.")
  private boolean removeRetained;

  @Option(
      names = "--random-filter",
      paramLabel = "PERCENT",
      description = "Print only this percentage of the messages, chosen at random.")
  private double percent = 100;

  private PubSubOptions options;
  private List<TopicFilter> filterOut;
  private OutputStream output;
  private CompletableFuture<Integer> ended;
  private SubFormat layout;
  private MqttClient client;
  private long printed;
  private boolean enough;
  private CompletableFuture<?> removed = CompletableFuture.completedFuture(null);

  /**
   * Prints from now on.
   *
   * @param terminal whether what could steer a terminal is written out
   * @param enough completed with the exit status when there have been enough
   */
  void start(
      PubSubOptions common,
      List<TopicFilter> notThese,
      OutputStream to,
      boolean terminal,
      CompletableFuture<Integer> enough) {
    options = common;
    filterOut = notThese;
    output = to;
    ended = enough;
    try {
      layout =
          format != null
              ? SubFormat.of(format, pretty, terminal)
              : verbose ? SubFormat.verbose(terminal) : SubFormat.payload(terminal);
    } catch (IllegalArgumentException e) {
      throw options.usage("-F: " + e.getMessage());
    }
    if (max != null && max < 1) {
      throw options.usage("-C is at least 1; leave it out to go on until Ctrl-C");
    }
    if (noRetained && retainedOnly) {
      throw options.usage("give either -R or --retained-only");
    }
  }

  /** Through whom retained messages are removed. */
  void client(MqttClient connected) {
    client = connected;
  }

  @Override
  public void onMessage(ReceivedMessage message) {
    if (enough || ended.isDone()) {
      return; // not acknowledged: a session that is kept has it the next time
    }
    enough = retainedOnly && !message.retain();
    if (!enough && isWanted(message)) {
      if (removeRetained && message.retain()) {
        remove(message);
      }
      enough = !(noRetained && message.retain()) && print(message);
    }
    message.acknowledge();
    if (enough) {
      removed.whenComplete((nothing, failure) -> ended.complete(0));
    }
  }

  private boolean isWanted(ReceivedMessage message) {
    return filterOut.stream().noneMatch(filter -> filter.matches(message.topic()))
        && (percent >= 100 || ThreadLocalRandom.current().nextDouble(100) < percent);
  }

  private void remove(ReceivedMessage message) {
    CompletableFuture<PublishResult> publish =
        client.publish(
            new Message(message.topic(), new byte[0], QoS.AT_LEAST_ONCE, true, Properties.NONE));
    removed =
        removed.thenCombine(
            publish.exceptionally(
                failure -> {
                  options.report("'" + message.topic() + "' stays: " + failure.getMessage());
                  return null;
                }),
            (before, result) -> result);
  }

  /** Prints, and tells whether that was the last one. */
  private boolean print(ReceivedMessage message) {
    byte[] text = layout.apply(message, ZonedDateTime.now(ZoneId.systemDefault()));
    if (layout.wantsJson() && !isJson(message.payload())) {
      options.report("the payload of '" + message.topic() + "' is not JSON; %j shows any");
    }
    try {
      output.write(text);
      if (!noEndOfLine) {
        output.write('\n');
      }
      output.flush();
    } catch (IOException e) {
      if (!"Broken pipe".equals(e.getMessage())) { // nobody reads any more, as behind 'head'
        options.report("the output cannot be written: " + FileProblem.reason(e));
      }
      ended.complete(1);
      return false;
    }
    printed++;
    return max != null && printed == max;
  }

  private static boolean isJson(byte[] payload) {
    return payload.length == 0 || JsonText.compact(payload) != null;
  }
}
