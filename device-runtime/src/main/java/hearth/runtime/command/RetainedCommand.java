package hearth.runtime.command;

import hearth.client.Message;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hearth retained}: what the broker retains, and who wrote it. */
@Command(
    description = {
      "Lists the retained messages of the broker: topic, size in bytes, the client and user who"
          + " published it, whether that client is connected, away with its session kept, or gone,"
          + " and when it was retained, if that was since the broker's start.",
      "The user must be allowed to read $$SYS/broker/retained/list, and for --remove to publish to"
          + " the topic."
    },
    exitCodeOnInvalidInput = 1,
    sortOptions = false)
public final class RetainedCommand extends HeldListCommand {
  @Option(
      names = "--remove",
      paramLabel = "TOPIC",
      parameterConsumer = OptionParsers.Word.class,
      description = "Remove the retained message of this topic, by publishing an empty one.")
  private String remove;

  @Override
  String filter() {
    return "$SYS/broker/retained/list";
  }

  @Override
  Message removal() {
    if (remove == null) {
      return null;
    }
    try {
      return Message.of(remove, "").atQos(QoS.AT_LEAST_ONCE).retained();
    } catch (IllegalArgumentException e) {
      throw options().usage("--remove: " + e.getMessage());
    }
  }

  @Override
  String told(ReasonCode reasonCode) {
    return "Nothing is retained at '" + TerminalText.of(remove) + "' any more.";
  }
}
