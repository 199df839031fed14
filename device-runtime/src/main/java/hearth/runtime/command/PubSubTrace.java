package hearth.runtime.command;

import hearth.client.ClientListener;
import hearth.client.MqttException;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Publish;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Consumer;

/** Tells on the error stream what the connection goes through. */
final class PubSubTrace implements ClientListener {
  private final PrintWriter err;
  private final String name;
  private final boolean quiet;
  private final Consumer<MqttException> lost;

  /**
   * @param name before each line, such as "hearth sub"
   * @param quiet tells nothing of lost connections
   * @param lost hears of a connection that will not come back
   */
  PubSubTrace(PrintWriter err, String name, boolean quiet, Consumer<MqttException> lost) {
    this.err = err;
    this.name = name;
    this.quiet = quiet;
    this.lost = lost;
  }

  @Override
  public void onDisconnected(MqttException cause, Duration nextAttempt) {
    if (cause == null) {
      return;
    }
    if (nextAttempt == null) {
      lost.accept(cause);
    } else if (!quiet) {
      double seconds = Math.round(nextAttempt.toMillis() / 100.0) / 10.0;
      tell(cause.getMessage() + "; connecting again in " + seconds + " s");
    }
  }

  @Override
  public void onPacketSent(ControlPacket packet) {
    tell("sends " + describe(packet));
  }

  @Override
  public void onPacketReceived(ControlPacket packet) {
    tell("receives " + describe(packet));
  }

  /** The record, with the properties of a PUBLISH, which its own text leaves out. */
  private static String describe(ControlPacket packet) {
    return packet instanceof Publish publish && !publish.properties().isEmpty()
        ? packet + " " + publish.properties()
        : packet.toString();
  }

  @Override
  public void onFailure(Throwable failure) {
    tell("unexpected: " + failure);
  }

  /** One line, whatever the server has put into it. */
  private void tell(String text) {
    err.println(name + ": " + TerminalText.of(text));
  }
}
