package hearth.broker.sys;

import hearth.broker.session.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How much a minute, averaged over 1, 5 and 15 minutes as the kernel does for its load. */
final class LoadAverages {
  private static final int[] MINUTES = {1, 5, 15};

  private static final class Load {
    final String name;
    final LongSupplier counter;
    final double[] perMinute = new double[MINUTES.length];
    long before;

    Load(String name, LongSupplier counter) {
      this.name = name;
      this.counter = counter;
    }
  }

  private final List<Load> loads = new ArrayList<>();
  private long updated;

  LoadAverages(Statistics statistics, long now) {
    updated = now;
    loads.add(new Load("messages/received", () -> statistics.packetsReceived));
    loads.add(new Load("messages/sent", () -> statistics.packetsSent));
    loads.add(new Load("publish/received", () -> statistics.publishesReceived));
    loads.add(new Load("publish/sent", () -> statistics.publishesSent));
    loads.add(new Load("publish/dropped", () -> statistics.publishesDropped));
    loads.add(new Load("bytes/received", () -> statistics.bytesReceived));
    loads.add(new Load("bytes/sent", () -> statistics.bytesSent));
    loads.add(new Load("sockets", () -> statistics.connectionsAccepted));
  }

  /** Nobody listened for a while: what was counted meanwhile is no load of this minute. */
  void restart(long now) {
    updated = now;
    loads.forEach(load -> load.before = load.counter.getAsLong());
  }

  void update(long now) {
    double minutes = (now - updated) / 60e9;
    updated = now;
    if (minutes <= 0) {
      return;
    }
    for (Load load : loads) {
      long count = load.counter.getAsLong();
      double rate = (count - load.before) / minutes;
      load.before = count;
      for (int i = 0; i < MINUTES.length; i++) {
        double kept = Math.exp(-minutes / MINUTES[i]);
        load.perMinute[i] = load.perMinute[i] * kept + rate * (1 - kept);
      }
    }
  }

  void forEach(BiConsumer<String, Supplier<String>> action) {
    for (Load load : loads) {
      for (int i = 0; i < MINUTES.length; i++) {
        int index = i;
        action.accept(
            "load/" + load.name + "/" + MINUTES[i] + "min",
            () -> String.format(Locale.ROOT, "%.2f", load.perMinute[index]));
      }
    }
  }
}
