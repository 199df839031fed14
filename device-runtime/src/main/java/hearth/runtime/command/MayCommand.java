package hearth.runtime.command;

import hearth.broker.access.AccessControl;
import hearth.broker.access.AccessFileException;
import hearth.broker.access.ClientPermissions;
import hearth.broker.access.Verdict;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.BrokerSection;
import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.ConfigurationFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth may}. */
@Command(
    mixinStandardHelpOptions = true,
    description = {
      "Shows whether a user may publish to a topic, receive its messages, subscribe to a filter or"
          + " connect with a Client Identifier, and which rule decides. The exit status is 0 if so,"
          + " else 1.",
      "Example: hearth may anna publish home/livingroom/light/set"
    })
final class MayCommand implements Callable<Integer> {
  /** What can be asked; picocli takes them in small letters. */
  enum Action {
    PUBLISH,
    RECEIVE,
    SUBSCRIBE,
    CONNECT
  }

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "USER",
      description = "The user, or - for a client without a user name.")
  private String user;

  @Parameters(
      index = "1",
      paramLabel = "publish|receive|subscribe|connect",
      description = "What the user wants to do.")
  private Action action;

  @Parameters(
      index = "2",
      paramLabel = "TOPIC",
      description = "The topic or Topic Filter; for connect, the Client Identifier.")
  private String topic;

  @Option(
      names = {"-i", "--id"},
      paramLabel = "ID",
      description = "The Client Identifier, for patterns with %%c. Default: ${DEFAULT-VALUE}.")
  private String clientIdentifier = "client";

  @Option(
      names = "--acl",
      paramLabel = "FILE",
      description = "The access control file. Default: the acl_file of the configuration.")
  private Path aclFile;

  @Option(names = "--config", paramLabel = "FILE", description = ConfigOption.TEXT)
  private Path configuration;

  @Override
  public Integer call() throws CommandFailure {
    try {
      Path file = aclFile != null ? aclFile : configuredFile();
      AccessControl access = file == null ? AccessControl.allowingAll() : AccessControl.read(file);
      Verdict verdict = verdict(access, user.equals("-") ? null : user);
      spec.commandLine().getOut().println(verdict);
      return verdict.allowed() ? 0 : 1;
    } catch (AccessFileException | IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  /** What the broker asks, too. */
  private Verdict verdict(AccessControl access, String named) {
    ClientPermissions permissions = access.permissions(named, clientIdentifier);
    return switch (action) {
      case PUBLISH -> permissions.mayPublish(TopicName.of(topic));
      case RECEIVE -> permissions.mayReceive(TopicName.of(topic));
      case SUBSCRIBE -> permissions.maySubscribe(TopicFilter.of(topic));
      case CONNECT -> access.mayConnect(named, topic);
    };
  }

  private Path configuredFile() throws CommandFailure {
    BrokerSection broker = ConfigurationFile.load(configuration).broker();
    if (broker == null) {
      throw new CommandFailure("the configuration has no broker; name a file with --acl FILE");
    }
    return broker.aclFile();
  }
}
