package hearth.bench.micro;

import hearth.protocol.topic.TopicName;
import hearth.protocol.topic.TopicTree;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Finding the one of so many wildcard filters that matches a topic. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TopicTreeBenchmark {
  private static final int TOPICS = 1024;

  @Param({"10", "1000", "100000"})
  private int filters;

  private final TopicTree<Integer> tree = new TopicTree<>();
  private final TopicName[] topics = new TopicName[TOPICS];
  private int next;

  @Setup
  public void prepare() {
    for (int i = 0; i < filters; i++) {
      tree.add("home/+/room" + i + "/#", i);
    }
    for (int i = 0; i < TOPICS; i++) {
      long filter = (long) i * filters / TOPICS;
      topics[i] = TopicName.of("home/house" + i + "/room" + filter + "/temperature");
    }
  }

  @Benchmark
  public void match(Blackhole hole) {
    tree.forEachMatch(topics[next++ & TOPICS - 1], hole::consume);
  }
}
