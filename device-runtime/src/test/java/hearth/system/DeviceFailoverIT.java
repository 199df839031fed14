package hearth.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.testsupport.FreePort;
import hearth.testsupport.MosquittoServer;
import hearth.testsupport.OutsideProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A device that knows several servers goes to the next whatever ails the one that it has: nobody
 * listens there, it is killed, it falls silent, or the network swallows what goes there.
 */
class DeviceFailoverIT {
  private static final String FROM_DEVICE = "Received PUBLISH .*'home/livingroom/light'";

  @TempDir private Path folder;

  /** What commands begin with that shall run elsewhere. */
  private List<String> prefix = List.of();

  private OutsideProcess mosquitto(int port) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(MosquittoServer.program("mosquitto"), "-v", "-p", String.valueOf(port)));
    OutsideProcess started = new OutsideProcess(command);
    started.awaitLog("mosquitto version .* running");
    return started;
  }

  private HearthProcess device(int... ports) {
    StringBuilder servers = new StringBuilder();
    for (int port : ports) {
      servers.append("    - 127.0.0.1:").append(port).append('\n');
    }
    String configuration =
        new HomeFolder(folder)
            .file(
                "device.yaml",
                HomeFolder.THINGS
                    + "mqtt:\n  deadline: 2s\n  reconnect_within: 1s\n  broker:\n"
                    + servers);
    return HearthProcess.startBehind(prefix, "device", "--config", configuration);
  }

  @Test
  void oneThatRefusesIsKilledOrSilentIsLeftForTheNext() {
    int nobody = FreePort.find();
    int first = FreePort.find();
    int second = FreePort.find();
    int third = FreePort.find();
    // Of one that is stopped the kernel takes connections, and nobody answers.
    try (OutsideProcess silent = mosquitto(first)) {
      silent.stop();
      try (OutsideProcess falling = mosquitto(second);
          OutsideProcess killed = mosquitto(third);
          HearthProcess device = device(nobody, first, second, third)) {
        falling.awaitLog(FROM_DEVICE);
        device.awaitLog("Connection refused");
        device.awaitLog("did not answer within 2 s");

        falling.stop();
        killed.awaitLog(FROM_DEVICE);
        works(third, "ON");
        device.awaitLog("did not answer a PINGREQ");

        falling.kill();
        killed.kill();
        try (OutsideProcess anew = mosquitto(second)) {
          anew.awaitLog(FROM_DEVICE);
          works(second, "OFF");
        }
      }
    }
  }

  private static void works(int port, String payload) {
    Mosquitto phone = new Mosquitto(port);
    phone.publish("home/livingroom/light/set", payload);
    phone.awaitRetained("home/livingroom/light", payload);
  }

  @Test
  void oneThatTheNetworkSwallowsIsLeftForTheNext() {
    String network = "hearth-it-" + ProcessHandle.current().pid();
    prefix = List.of("env", "PATH=/usr/sbin:/sbin:/usr/bin:/bin", "ip", "netns", "exec", network);
    String swallow = "ip netns exec %s iptables %s INPUT -p tcp --dport %d -j DROP";
    try {
      assumeTrue(
          runs("ip netns add %s && ip netns exec %s ip link set lo up", network, network)
              && runs("ip netns exec %s iptables -L INPUT", network),
          "no network namespaces with iptables can be made here (root, iproute2, iptables)");
      int first = FreePort.find();
      int second = FreePort.find();
      runs(swallow, network, "-A", first);
      try (OutsideProcess one = mosquitto(first);
          OutsideProcess two = mosquitto(second);
          HearthProcess device = device(first, second)) {
        two.awaitLog(FROM_DEVICE);
        device.awaitLog("no answer in time|did not answer within 2 s");

        runs(swallow, network, "-D", first);
        runs(swallow, network, "-A", second);

        one.awaitLog(FROM_DEVICE);
      }
    } finally {
      runs("ip netns del %s", network);
    }
  }

  private static boolean runs(String command, Object... words) {
    String whole = "PATH=$PATH:/usr/sbin:/sbin; " + command.formatted(words);
    try (OutsideProcess process = new OutsideProcess(List.of("sh", "-c", whole))) {
      return process.awaitEnd() == 0;
    }
  }
}
