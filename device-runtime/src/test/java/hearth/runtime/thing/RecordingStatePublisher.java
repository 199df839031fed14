package hearth.runtime.thing;

import hearth.protocol.topic.TopicName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Remembers what was published, as {@code topic payload}; events with a {@code !} before them. Who
 * changed what stands in {@link #retained} alone.
 */
final class RecordingStatePublisher implements StatePublisher {
  private final List<String> published = new ArrayList<>();
  private final Map<String, String> retained = new HashMap<>();
  private boolean connected = true;

  @Override
  public CompletableFuture<?> publishRetained(TopicName topic, String payload) {
    if (connected) {
      if (!topic.toString().endsWith("/changed")) {
        published.add(topic + " " + payload);
      }
      retained.put(topic.toString(), payload);
    }
    return connected
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(new IOException("no connection"));
  }

  @Override
  public void publishEvent(TopicName topic, String payload) {
    if (connected) {
      published.add("!" + topic + " " + payload);
    }
  }

  void connected(boolean isConnected) {
    connected = isConnected;
  }

  /** What has been published since the last call. */
  List<String> take() {
    List<String> taken = List.copyOf(published);
    published.clear();
    return taken;
  }

  /** What a late subscriber gets, or null. */
  String retained(String topic) {
    return retained.get(topic);
  }
}
