package hearth.bench.micro;

import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import hearth.protocol.topic.TopicNameMap;
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

/** The retained messages of 10,000 topics that a new subscription asks for. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RetainedBenchmark {
  private static final int TOPICS = 10_000;

  @Param({"#", "home/+/sensor1/state", "home/room7/#"})
  private String filter;

  private final TopicNameMap<Integer> retained = new TopicNameMap<>();
  private TopicFilter parsed;

  @Setup
  public void prepare() {
    for (int i = 0; i < TOPICS; i++) {
      retained.put(TopicName.of("home/room" + i % 100 + "/sensor" + i / 100 + "/state"), i);
    }
    parsed = TopicFilter.of(filter);
  }

  @Benchmark
  public void walk(Blackhole hole) {
    retained.forEachMatch(
        parsed,
        (topic, value) -> {
          hole.consume(topic);
          hole.consume(value);
        });
  }
}
