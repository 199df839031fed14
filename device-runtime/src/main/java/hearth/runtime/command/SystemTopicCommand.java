package hearth.runtime.command;

import hearth.client.MqttClient;
import hearth.client.MqttClientBuilder;
import hearth.client.MqttException;
import hearth.runtime.host.CommandFailure;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a broker for what it tells below {@code $SYS/broker}. */
abstract class SystemTopicCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private PubSubOptions options;

  @Option(
      names = "-W",
      paramLabel = "SECONDS",
      description = "How long to wait for the broker. Default: 10.")
  private long timeout = 10;

  private final CompletableFuture<String> answer = new CompletableFuture<>();

  /** What the user needs to be allowed to read. */
  abstract String filter();

  /** Before anything is sent; to set options of the client, too. */
  void prepare(MqttClientBuilder client) {}

  /** With a client that has connected. */
  abstract void ask(MqttClient client)
      throws ExecutionException, InterruptedException, TimeoutException;

  PubSubOptions options() {
    return options;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** The text that {@link #await} waits for; fails where the connection is lost. */
  CompletableFuture<String> answer() {
    return answer;
  }

  <T> T await(CompletableFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(timeout, TimeUnit.SECONDS);
  }

  @Override
  public final Integer call() throws CommandFailure, InterruptedException {
    if (timeout < 1) {
      throw options.usage("-W is at least 1");
    }
    MqttClientBuilder builder = options.client(answer::completeExceptionally);
    prepare(builder);
    try (MqttClient client = options.build(builder)) {
      client.connect().get();
      ask(client);
      return 0;
    } catch (ExecutionException e) {
      MqttException cause = PubSubOptions.cause(e);
      return options.fail(cause);
    } catch (TimeoutException e) {
      throw new CommandFailure(
          "the broker does not answer: either it is not Hearth's, or its access rules do not let"
              + " this user read "
              + filter()
              + " (see 'hearth may')",
          e);
    }
  }
}
