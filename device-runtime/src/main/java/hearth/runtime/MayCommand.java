package hearth.runtime;

import hearth.broker.access.AccessControl;
import hearth.broker.access.AccessFileException;
import hearth.broker.access.ClientPermissions;
import hearth.broker.access.Verdict;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import hearth.runtime.command.CommandFailure;
import hearth.runtime.command.ConfigurationFile;
import hearth.runtime.config.BrokerSection;
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
      "Tells whether a user may publish to a topic, receive its messages or subscribe to a filter,"
          + " and which rule says so. The exit status is 0 where it may, else 1.",
      "Example: hearth may anna publish home/livingroom/light/set"
    })
final class MayCommand implements Callable<Integer> {
  /** What can be asked; picocli takes them in small letters. */
  enum Action {
    PUBLISH {
      @Override
      Verdict verdict(ClientPermissions permissions, String topic) {
        return permissions.mayPublish(TopicName.of(topic));
      }
    },
    RECEIVE {
      @Override
      Verdict verdict(ClientPermissions permissions, String topic) {
        return permissions.mayReceive(TopicName.of(topic));
      }
    },
    SUBSCRIBE {
      @Override
      Verdict verdict(ClientPermissions permissions, String topic) {
        return permissions.maySubscribe(TopicFilter.of(topic));
      }
    };

    abstract Verdict verdict(ClientPermissions permissions, String topic);
  }

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "USER",
      description = "The user; - for a client without one.")
  private String user;

  @Parameters(
      index = "1",
      paramLabel = "publish|receive|subscribe",
      description = "What the user would do.")
  private Action action;

  @Parameters(index = "2", paramLabel = "TOPIC", description = "The topic or Topic Filter.")
  private String topic;

  @Option(
      names = {"-i", "--id"},
      paramLabel = "ID",
      description = "The Client Identifier, for patterns with %%c; else '${DEFAULT-VALUE}'.")
  private String clientIdentifier = "client";

  @Option(
      names = "--acl",
      paramLabel = "FILE",
      description = "The access control file; else the acl_file of the configuration.")
  private Path aclFile;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration; else ./hearth.yaml, else /etc/hearth/hearth.yaml.")
  private Path configuration;

  @Override
  public Integer call() throws CommandFailure {
    try {
      Path file = aclFile != null ? aclFile : configuredFile();
      AccessControl access = file == null ? AccessControl.allowingAll() : AccessControl.read(file);
      Verdict verdict =
          action.verdict(
              access.permissions(user.equals("-") ? null : user, clientIdentifier), topic);
      spec.commandLine().getOut().println(verdict);
      return verdict.allowed() ? 0 : 1;
    } catch (AccessFileException | IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private Path configuredFile() throws CommandFailure {
    BrokerSection broker = ConfigurationFile.load(configuration).broker();
    if (broker == null) {
      throw new CommandFailure("the configuration has no broker; name a file with --acl FILE");
    }
    return broker.aclFile();
  }
}
