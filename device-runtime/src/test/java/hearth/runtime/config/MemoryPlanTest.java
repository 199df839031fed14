package hearth.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.runtime.config.MemoryPlan.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
  private static final long MB = 1 << 20;

  private static LimitsSettings limits(String... lines) throws ConfigurationException {
    String limits =
        lines.length == 0 ? "" : "  limits:\n    " + String.join("\n    ", lines) + "\n";
    return Configuration.parse(
            "hearth.yaml",
            "broker:\n  listen:\n    - address: 127.0.0.1:0\n      anonymous: yes\n" + limits,
            Path.of("."))
        .broker()
        .limits();
  }

  private static List<String> problems(long heap, boolean hasStore, String... lines)
      throws ConfigurationException {
    List<String> told = new ArrayList<>();
    new MemoryPlan(limits(lines), hasStore, false, heap)
        .problems((key, message) -> told.add(key + ": " + message));
    return told;
  }

  private static long sum(MemoryPlan plan) {
    return Arrays.stream(Part.values()).mapToLong(plan::bytes).sum();
  }

  @Test
  void whatIsNotGivenFollowsFromTheHeap() throws Exception {
    MemoryPlan shipped = new MemoryPlan(limits(), false, false, 128 * MB);
    MemoryPlan twice = new MemoryPlan(limits(), false, false, 256 * MB);

    assertEquals(16 * MB, shipped.bytes(Part.QUEUES));
    assertEquals(32 * MB, twice.bytes(Part.QUEUES));
    assertEquals(60 * MB, sum(shipped));
    assertEquals(48 * MB, new MemoryPlan(limits(), true, false, 128 * MB).bytes(Part.QUEUES));
  }

  @Test
  void connectionsByTlsTakeMore() throws Exception {
    MemoryPlan secured = new MemoryPlan(limits(), false, true, 128 * MB);

    assertTrue(sum(secured) + 2000 * (7 << 10) <= 64 * MB);
    assertTrue(sum(secured) > 48 * MB);
  }

  @Test
  void theRestOfWhatIsGivenIsSharedByTheOthers() throws Exception {
    String given = "retained_bytes: 30MiB";
    MemoryPlan plan = new MemoryPlan(limits(given), false, false, 128 * MB);

    assertEquals(List.of(), problems(128 * MB, false, given));
    assertEquals(30 * MB, plan.bytes(Part.RETAINED));
    assertTrue(sum(plan) <= 64 * MB);
  }

  @Test
  void moreThanTheHeapHasIsRefusedWithTheNumberThatWouldFit() throws Exception {
    List<String> told = problems(128 * MB, false, "all_queued_bytes: 256MiB");

    assertEquals(1, told.size());
    assertTrue(told.get(0).startsWith("all_queued_bytes: "), told.get(0));
    assertTrue(told.get(0).contains("of the heap of 128MiB half"), told.get(0));
    String max = told.get(0).replaceAll(".*set it to (\\d+KiB) at the most.*", "$1");
    assertEquals(List.of(), problems(128 * MB, false, "all_queued_bytes: " + max));
  }

  @Test
  void whatWaitsMayBeLargeWhereThereIsAStore() throws Exception {
    assertEquals(List.of(), problems(128 * MB, true, "all_queued_bytes: 1000MiB"));
  }

  @Test
  void allOfThemTogetherAreTooMuch() throws Exception {
    List<String> told =
        problems(
            128 * MB,
            true,
            "buffer_bytes: 20MiB",
            "retained_bytes: 30MiB",
            "session_bytes: 20MiB",
            "stranger_bytes: 2MiB");

    assertTrue(told.get(0).startsWith("retained_bytes: "), told.get(0));
  }

  @Test
  void oneClientMayNotHaveMoreThanAllTogether() throws Exception {
    List<String> told = problems(128 * MB, false, "queued_bytes: 256MiB");

    assertTrue(told.get(0).startsWith("queued_bytes: one may not have more than all"), told.get(0));
    assertEquals(1, problems(128 * MB, false, "packet_size: 100MiB").size());
    assertEquals(1, problems(128 * MB, false, "connect_packet_size: 4MiB").size());
    assertEquals(1, problems(128 * MB, false, "output_bytes: 100MiB").size());
  }

  @Test
  void connectionsNeedMemoryToo() throws Exception {
    List<String> told = problems(128 * MB, false, "connections: 50000");

    assertTrue(told.get(0).startsWith("connections: "), told.get(0));
    String max = told.get(0).replaceAll(".*set it to (\\d+) at the most.*", "$1");
    assertEquals(List.of(), problems(128 * MB, false, "connections: " + max));
  }
}
