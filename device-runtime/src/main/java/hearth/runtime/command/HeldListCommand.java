package hearth.runtime.command;

import hearth.client.Message;
import hearth.client.MqttClient;
import hearth.client.MqttClientBuilder;
import hearth.client.MqttException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows one of the lists of what the broker holds, or removes something that stands in it. */
abstract class HeldListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private PubSubOptions options;

  @Option(
      names = "-W",
      paramLabel = "SECONDS",
      description = "Wait at most so long for the broker; 10 where nothing is said.")
  private long longest = 10;

  private final CompletableFuture<String> answer = new CompletableFuture<>();

  /** The message that removes what is to be removed; null where the list is wanted. */
  abstract Message removal();

  /** What is to be told when the broker has taken the removal. */
  abstract String told(ReasonCode reasonCode);

  /** Where the list stands. */
  abstract String topic();

  PubSubOptions options() {
    return options;
  }

  @Override
  public final Integer call() throws CommandFailure, InterruptedException {
    if (longest < 1) {
      throw options.usage("-W is at least 1");
    }
    Message removal = removal();
    MqttClientBuilder builder = options.client(answer::completeExceptionally);
    if (removal != null) {
      builder.version(MqttVersion.V5); // before, a server has no words for what came of it
    }
    try (MqttClient client = options.build(builder)) {
      client.connect().get();
      return removal == null ? list(client) : remove(client, removal);
    } catch (ExecutionException e) {
      MqttException cause = PubSubOptions.cause(e);
      return options.fail(cause);
    } catch (TimeoutException e) {
      throw new CommandFailure(
          "the broker does not answer: either it is not Hearth's, or its access rules do not let"
              + " this user read "
              + topic()
              + " (see 'hearth may')",
          e);
    }
  }

  private int list(MqttClient client)
      throws ExecutionException, InterruptedException, TimeoutException {
    client
        .subscribe(topic(), QoS.AT_MOST_ONCE, message -> answer.complete(message.text()))
        .get(longest, TimeUnit.SECONDS);
    columns(answer.get(longest, TimeUnit.SECONDS), spec.commandLine().getOut());
    return 0;
  }

  private int remove(MqttClient client, Message removal)
      throws ExecutionException, InterruptedException, TimeoutException {
    ReasonCode code = client.publish(removal).get(longest, TimeUnit.SECONDS).reasonCode();
    spec.commandLine().getOut().println(told(code));
    return 0;
  }

  /** Prints what stands between tabs in columns as wide as they need be. */
  static void columns(String text, PrintWriter out) {
    List<String[]> rows =
        text.lines()
            .map(line -> line.split("\t", -1))
            .peek(
                cells -> {
                  for (int i = 0; i < cells.length; i++) {
                    cells[i] = TerminalText.of(cells[i]);
                  }
                })
            .toList();
    int[] widths = new int[rows.isEmpty() ? 0 : rows.get(0).length];
    for (String[] cells : rows) {
      for (int i = 0; i < Math.min(cells.length, widths.length) && cells.length > 1; i++) {
        widths[i] = Math.max(widths[i], length(cells[i]));
      }
    }
    rows.forEach(cells -> out.println(row(cells, widths)));
  }

  private static String row(String[] cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      line.append(cells[i]);
      if (i < Math.min(cells.length, widths.length) - 1) {
        line.append(" ".repeat(widths[i] - length(cells[i]) + 2));
      }
    }
    return line.toString();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
