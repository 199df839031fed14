package hearth.runtime.thing;

import hearth.drivers.output.FinalState;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.runtime.config.OutputSettings.LostBroker;
import java.util.function.Consumer;
import org.tinylog.Logger;

/** What an output does once its broker has been away for long. */
final class BrokerAbsence {
  private final String name;
  private final LostBroker settled;
  private final EventLoop loop;
  private final Consumer<SwitchCommand> command;

  private Timer timer;

  BrokerAbsence(String name, LostBroker settled, EventLoop loop, Consumer<SwitchCommand> command) {
    this.name = name;
    this.settled = settled;
    this.loop = loop;
    this.command = command;
  }

  void begins() {
    if (settled.state() != FinalState.KEEP) {
      ends();
      timer = loop.schedule(settled.afterNanos(), this::isLong);
    }
  }

  void ends() {
    if (timer != null) {
      timer.cancel();
    }
  }

  private void isLong() {
    SwitchCommand wanted = settled.state() == FinalState.ON ? SwitchCommand.ON : SwitchCommand.OFF;
    Logger.warn("{}: {} because the broker has been away for a long time", name, wanted);
    command.accept(wanted);
  }
}
