package hearth.runtime.command;

import hearth.client.MqttClient;
import hearth.client.MqttClientBuilder;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.QoS;
import hearth.runtime.json.ForeignJson;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth history}: what was, as the broker's recorder has it. */
@Command(
    description = {
      "Shows the past of a topic: the lowest, mean and highest reading of each interval, or the"
          + " states of a light and who switched it. Without a topic it lists what is recorded;"
          + " with --csv it then writes all of it.",
      "The user must be allowed to read the topic and $$SYS/broker/history/#."
    },
    exitCodeOnInvalidInput = 1,
    sortOptions = false)
public final class HistoryCommand extends SystemTopicCommand {
  private static final Pattern SPAN = Pattern.compile("(\\d{1,5})(min|h|d|w|y)");
  private static final Map<String, Long> SECONDS =
      Map.of("min", 60L, "h", 3600L, "d", 86_400L, "w", 7 * 86_400L, "y", 366 * 86_400L);

  /** The broker answers eight a second. */
  private static final long PACE_MILLIS = 150;

  @Parameters(
      arity = "0..1",
      paramLabel = "TOPIC",
      description = "A topic such as home/livingroom/temperature. Default: list what is recorded.")
  private String topic;

  @Option(
      names = "--last",
      paramLabel = "SPAN",
      description = "How far back, such as 30min, 24h, 7d, 4w or 1y. Default: 24h.")
  private String last = "24h";

  @Option(
      names = "--per",
      paramLabel = "STEP",
      description = "One row per hour, day or month, with how much a counter has risen in it.")
  private String per;

  @ArgGroup private SectionValues form = new SectionValues();

  /** One of them; a table where none is given. */
  static final class SectionValues {
    @Option(names = "--csv", description = "Write CSV, with times in ISO 8601.")
    private boolean csv;

    @Option(names = "--json", description = "Write the JSON that the broker sends.")
    private boolean json;

    @Option(names = "--plot", description = "Draw a plot in the terminal.")
    private boolean plot;
  }

  @Override
  String filter() {
    return "$SYS/broker/history/" + (topic == null ? "topics" : span() + "/" + topic);
  }

  private String span() {
    if (per != null) {
      if (!List.of("hour", "day", "month").contains(per)) {
        throw options().usage("--per is hour, day or month, not '" + per + "'");
      }
      return per + "s";
    }
    Matcher matcher = SPAN.matcher(last);
    if (!matcher.matches() || matcher.group(1).matches("0+")) {
      throw options()
          .usage("--last is a time such as 30min, 24h, 7d, 4w or 1y, not '" + last + "'");
    }
    long to = Instant.now().getEpochSecond() + 1;
    long length = Long.parseLong(matcher.group(1)) * SECONDS.get(matcher.group(2));
    return Math.max(0, to - length) + "/" + to;
  }

  @Override
  void prepare(MqttClientBuilder client) {
    if (topic != null && (topic.contains("+") || topic.contains("#"))) {
      throw options().usage("one topic, without wildcards, not '" + topic + "'");
    }
    client.version(MqttVersion.V5); // a refusal has its reason
    filter();
  }

  @Override
  void ask(MqttClient client) throws ExecutionException, InterruptedException, TimeoutException {
    String text = ask(client, filter());
    PrintWriter out = out();
    if (topic == null && form.csv) {
      export(client, text, out);
    } else if (topic == null) {
      HeldListCommand.columns(text).forEach(out::println);
    } else if (form.json) {
      out.println(text);
    } else {
      HistoryTable table = HistoryTable.of(ForeignJson.read(text), ZoneId.systemDefault());
      if (form.csv) {
        table.printCsv(out, true);
      } else if (form.plot) {
        table.printPlot(out);
      } else {
        table.print(out);
      }
    }
  }

  private String ask(MqttClient client, String filter)
      throws ExecutionException, InterruptedException, TimeoutException {
    CompletableFuture<String> text = new CompletableFuture<>();
    await(client.subscribe(filter, QoS.AT_MOST_ONCE, message -> text.complete(message.text())));
    answer().whenComplete((any, failure) -> text.completeExceptionally(failure));
    String answer = await(text);
    await(client.unsubscribe(filter));
    return answer;
  }

  /** Topic after topic, no faster than the broker answers. */
  private void export(MqttClient client, String list, PrintWriter out)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> topics = new ArrayList<>();
    list.lines().skip(1).forEach(line -> topics.add(line.split("\t", 2)[0]));
    boolean isFirst = true;
    for (String each : topics) {
      String json = ask(client, "$SYS/broker/history/" + span() + "/" + each);
      HistoryTable.of(ForeignJson.read(json), ZoneId.systemDefault()).printCsv(out, isFirst);
      isFirst = false;
      TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
    }
  }
}
