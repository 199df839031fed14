package hearth.runtime.command;

import hearth.client.MqttClient;
import hearth.client.MqttException;
import hearth.client.ReceivedMessage;
import hearth.protocol.packet.QoS;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth refusals}: the broker's last refusals, in plain words. */
@Command(
    description =
        "Tells whom the broker refused what, when and why, the newest last. The user needs to be"
            + " allowed to read $$SYS/broker/refusals/#.",
    exitCodeOnInvalidInput = 1,
    sortOptions = false)
public final class RefusalsCommand implements Callable<Integer> {
  private static final String FILTER = "$SYS/broker/refusals/+";

  @Spec private CommandSpec spec;

  @Mixin private PubSubOptions options;

  @Option(
      names = "-W",
      paramLabel = "SECONDS",
      description = "Wait at most so long for the broker; 10 where nothing is said.")
  private long longest = 10;

  private final CompletableFuture<String> total = new CompletableFuture<>();
  private volatile String last = "";

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    if (longest < 1) {
      throw options.usage("-W is at least 1");
    }
    try (MqttClient client = options.build(options.client(total::completeExceptionally))) {
      client.connect().get();
      client.subscribe(FILTER, QoS.AT_MOST_ONCE, this::received).get();
      tell(total.get(longest, TimeUnit.SECONDS));
      return 0;
    } catch (ExecutionException e) {
      MqttException cause = PubSubOptions.cause(e);
      return options.fail(cause);
    } catch (TimeoutException e) {
      throw new CommandFailure(
          "the broker tells no refusals: either it is not Hearth's, or its access rules do not let"
              + " this user read $SYS/broker/refusals/# (see 'hearth may')",
          e);
    }
  }

  /** The broker sends the total after the list, and always. */
  private void received(ReceivedMessage message) {
    if (message.topic().toString().endsWith("/total")) {
      total.complete(message.text());
    } else {
      last = message.text();
    }
  }

  private void tell(String total) {
    if (last.isEmpty()) {
      spec.commandLine().getOut().println("Nobody was refused anything since the broker started.");
      return;
    }
    spec.commandLine().getOut().println(TerminalText.lines(last));
    long shown = last.lines().count();
    if (!total.equals("" + shown)) {
      spec.commandLine()
          .getOut()
          .println("(the last " + shown + " of " + total + " since the broker started)");
    }
  }
}
