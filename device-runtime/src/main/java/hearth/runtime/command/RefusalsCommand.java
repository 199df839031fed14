package hearth.runtime.command;

import hearth.client.MqttClient;
import hearth.client.ReceivedMessage;
import hearth.protocol.packet.QoS;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** {@code hearth refusals}: the broker's last refusals, in plain words. */
@Command(
    description =
        "Lists refused requests with their time, client and rule, newest last. The user must be"
            + " allowed to read $$SYS/broker/refusals/#.",
    exitCodeOnInvalidInput = 1,
    sortOptions = false)
public final class RefusalsCommand extends SystemTopicCommand {
  private volatile String last = "";

  @Override
  String filter() {
    return "$SYS/broker/refusals/+";
  }

  @Override
  void ask(MqttClient client) throws ExecutionException, InterruptedException, TimeoutException {
    await(client.subscribe(filter(), QoS.AT_MOST_ONCE, this::received));
    report(await(answer()));
  }

  /** The broker sends the total after the list, and always. */
  private void received(ReceivedMessage message) {
    if (message.topic().toString().endsWith("/total")) {
      answer().complete(message.text());
    } else {
      last = message.text();
    }
  }

  private void report(String total) {
    if (last.isEmpty()) {
      out().println("Nobody was refused anything since the broker started.");
      return;
    }
    out().println(TerminalText.lines(last));
    long shown = last.lines().count();
    if (!total.equals("" + shown)) {
      out().println("(the last " + shown + " of " + total + " since the broker started)");
    }
  }
}
