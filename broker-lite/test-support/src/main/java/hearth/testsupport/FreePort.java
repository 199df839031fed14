package hearth.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** A port for a server that can't choose one by itself. */
public final class FreePort {
  /**
   * Below those that the kernel gives to whoever asks for any (ip_local_port_range): such a one
   * might be a client's before the server has it.
   */
  private static final int MIN = 10_240;

  private static final int MAX = 32_767;

  /** No port is given twice; another process begins elsewhere. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(MAX - MIN + 1));

  private FreePort() {}

  /** A port of the loopback interface on which nobody listens. */
  public static int find() {
    for (int tries = 0; tries <= MAX - MIN; tries++) {
      int port = MIN + Math.floorMod(NEXT.getAndIncrement(), MAX - MIN + 1);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port from " + MIN + " to " + MAX + " is free");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
