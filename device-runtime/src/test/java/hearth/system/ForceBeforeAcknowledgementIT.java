package hearth.system;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.protocol.packet.PubAck;
import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel sees, by strace: the record is on disk before its PUBACK is on the socket. */
class ForceBeforeAcknowledgementIT {
  private static final int MESSAGES = 20;
  private static final HexFormat HEX = HexFormat.ofDelimiter("\\x");

  @TempDir private Path folder;

  @Test
  void theForceIsDoneBeforeThePubAckIsWritten() throws IOException {
    Path trace = folder.resolve("trace");
    try (HearthProcess broker = HearthProcess.storingBroker(folder.resolve("store"));
        OutsideProcess strace = attach(broker, trace);
        WireClient client = new WireClient(broker.port(), V3_1_1).connectClean("writer")) {
      for (int i = 1; i <= MESSAGES; i++) {
        client.publish("a", payload(i), AT_LEAST_ONCE, true, i);
        client.read(PubAck.class);
      }
      strace.terminate();
    }
    List<String> calls = Files.readAllLines(trace);
    for (int i = 1; i <= MESSAGES; i++) {
      check(calls, i);
    }
  }

  private static OutsideProcess attach(HearthProcess broker, Path trace) {
    assumeTrue(Files.exists(Path.of("/usr/bin/strace")), "strace is not installed");
    OutsideProcess strace =
        new OutsideProcess(
            List.of(
                ("strace -f -xx -s 400 -e signal=none -e trace=fsync,fdatasync,write,pwrite64 -o "
                        + trace
                        + " -p "
                        + broker.pid())
                    .split(" ")));
    Eventually.holds(
        "attached", () -> strace.logCount("attached|not permitted|denied") > 0, strace::told);
    assumeTrue(strace.logCount("attached") > 0, "this machine lets nobody look into a process");
    return strace;
  }

  private static void check(List<String> calls, int i) {
    int written =
        find(
            calls,
            0,
            call ->
                call.contains(hex(payload(i).getBytes(StandardCharsets.US_ASCII)))
                    && call.contains("pwrite64("));
    int forced = find(calls, written, ForceBeforeAcknowledgementIT::isForced);
    byte[] pubAck = {0x40, 2, 0, (byte) i};
    int acknowledged = find(calls, 0, call -> call.contains(hex(pubAck)));
    assertTrue(
        written < forced && forced < acknowledged,
        () ->
            "message %d: written in line %d, forced in %d, acknowledged in %d of\n%s"
                .formatted(i, written, forced, acknowledged, String.join("\n", calls)));
  }

  private static boolean isForced(String call) {
    return call.matches(".*(fsync\\(|fdatasync\\(|(fsync|fdatasync) resumed).*= 0.*");
  }

  private static int find(List<String> calls, int from, Predicate<String> wanted) {
    for (int line = from; line < calls.size(); line++) {
      if (wanted.test(calls.get(line))) {
        return line;
      }
    }
    throw new AssertionError("a call is missing in\n" + String.join("\n", calls));
  }

  private static String payload(int i) {
    return "message <" + i + ">";
  }

  private static String hex(byte[] bytes) {
    return "\\x" + HEX.formatHex(bytes);
  }
}
