package hearth.runtime.command;

import hearth.client.Message;
import hearth.client.MqttClient;
import hearth.client.MqttClientBuilder;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Shows one of the lists of what the broker holds, or removes something that stands in it. */
abstract class HeldListCommand extends SystemTopicCommand {
  private Message removal;

  /** The message that removes what is to be removed; null where the list is wanted. */
  abstract Message removal();

  /** What is to be told when the broker has taken the removal. */
  abstract String told(ReasonCode reasonCode);

  @Override
  final void prepare(MqttClientBuilder client) {
    removal = removal();
    if (removal != null) {
      client.version(MqttVersion.V5); // before, a server has no words for what came of it
    }
  }

  @Override
  final void ask(MqttClient client)
      throws ExecutionException, InterruptedException, TimeoutException {
    if (removal != null) {
      out().println(told(await(client.publish(removal)).reasonCode()));
      return;
    }
    await(
        client.subscribe(filter(), QoS.AT_MOST_ONCE, message -> answer().complete(message.text())));
    columns(await(answer())).forEach(out()::println);
  }

  /** What stands between tabs, in columns as wide as they need be. */
  static List<String> columns(String text) {
    List<List<String>> rows =
        text.lines()
            .map(line -> Arrays.stream(line.split("\t", -1)).map(TerminalText::of).toList())
            .toList();
    int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
    for (List<String> cells : rows) {
      // The last is followed by nothing, and a line without columns is a remark.
      for (int i = 0; i < cells.size() - 1; i++) {
        widths[i] = Math.max(widths[i], length(cells.get(i)));
      }
    }
    return rows.stream().map(cells -> row(cells, widths)).toList();
  }

  private static String row(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size() - 1; i++) {
      String cell = cells.get(i);
      line.append(cell).append(" ".repeat(widths[i] - length(cell) + 2));
    }
    return line.append(cells.get(cells.size() - 1)).toString();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
