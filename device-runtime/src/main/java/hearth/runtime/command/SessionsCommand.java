package hearth.runtime.command;

import hearth.client.Message;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hearth sessions}: for whom the broker keeps what. */
@Command(
    description = {
      "Lists the sessions of the broker: the client and user, whether connected or since when away,"
          + " for how many seconds the session is kept without a connection, how many bytes wait"
          + " for it in memory and on disk, and how many subscriptions it has. A Client Identifier"
          + " belongs to the user who first connects with it, until the session ends; 'client'"
          + " lines of the acl_file assign it to a user.",
      "The user must be allowed to read $$SYS/broker/sessions/list, and for --remove to publish to"
          + " $$SYS/broker/sessions/remove by a rule that names this topic."
    },
    exitCodeOnInvalidInput = 1,
    sortOptions = false)
public final class SessionsCommand extends HeldListCommand {
  private static final String REMOVE = "$SYS/broker/sessions/remove";

  @Option(
      names = "--remove",
      paramLabel = "CLIENT",
      parameterConsumer = OptionParsers.Word.class,
      description =
          "End the session of this Client Identifier: its connection, its subscriptions and all"
              + " that waits for it. The client may connect again.")
  private String remove;

  @Override
  String filter() {
    return "$SYS/broker/sessions/list";
  }

  @Override
  Message removal() {
    return remove == null ? null : Message.of(REMOVE, remove).atQos(QoS.AT_LEAST_ONCE);
  }

  @Override
  String told(ReasonCode reasonCode) {
    String client = TerminalText.of(remove);
    return reasonCode == ReasonCode.NO_MATCHING_SUBSCRIBERS
        ? "The broker keeps no session of '" + client + "'."
        : "The session of '" + client + "' is ended.";
  }
}
