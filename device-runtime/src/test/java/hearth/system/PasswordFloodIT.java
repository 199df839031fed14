package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.testsupport.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Passwords without end, wrong and right ones, each from another address, so that no ban ends it.
 * Checking one takes long on purpose; nobody else waits for that.
 */
@Tag("bounds")
@ExtendWith(BehindOthers.class)
class PasswordFloodIT {
  /** Each user's. */
  private static final String PASSWORD = "right";

  private static final int HELD = 300;

  @TempDir private Path folder;
  private HearthProcess broker;
  private volatile boolean over;
  private final AtomicInteger guesses = new AtomicInteger();
  private volatile Exception failure;

  @BeforeEach
  void start() throws IOException {
    run("tls", "init", "--dir", folder.resolve("tls").toString());
    String users = folder.resolve("passwd").toString();
    run("passwd", "-c", "-b", users, "anna", PASSWORD);
    run("passwd", "-b", users, "ben", PASSWORD);
    String config =
        new HomeFolder(folder)
            .file(
                "passwords.yaml",
                """
                device: {topic: home}
                broker:
                  password_file: passwd
                  listen:
                    - {address: '127.0.0.1:0', anonymous: local}
                    - {address: '127.0.0.1:0'}
                    - address: '127.0.0.1:0'
                      tls: {certificate: tls/server.crt, key: tls/server.key}
                """);
    broker = HearthProcess.ready("broker", "--config", config);
  }

  private static void run(String... arguments) {
    try (HearthProcess command = HearthProcess.start(arguments)) {
      assertEquals(0, command.awaitEnd(), command::told);
    }
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void whoGuessesHoldsNobodyUp() throws Exception {
    try (RawClient anna = login(RawClient.open(broker.port(1)), "phone");
        Onlookers onlookers = new Onlookers(broker.port(), broker.pid())) {
      onlookers.seeAlone();
      Thread guesser = new Thread(this::guess, "guesser");
      guesser.start();
      Eventually.holds("the flood", () -> guesses.get() > HELD || failure != null, broker::told);
      for (int i = 0; i < 20; i++) {
        login(overTls(), "tls" + i).close();
        anna.send(RawClient.PINGREQ).expect(RawClient.PINGRESP);
      }
      // Who comes for the first time waits in line with the guesses, or is told to come again.
      Eventually.holds("ben is let in", () -> benIsLetIn(), broker::told);
      onlookers.seeMore(Onlookers.ENOUGH);
      over = true;
      guesser.join();
      assertEquals(null, failure);
      onlookers.report("passwords without end");
      onlookers.requireSmallFactor();
    }
    assertEquals(0, broker.logCount("^\tat "), broker::told);
    assertTrue(broker.log().size() < Math.max(600, guesses.get() / 2), "the log is flooded");
  }

  /** Asks again and again from ever other addresses, and does not wait for the answers. */
  private void guess() {
    Deque<RawClient> waiting = new ArrayDeque<>();
    try {
      while (!over) {
        int i = guesses.getAndIncrement();
        RawClient client = RawClient.from("127.1." + i / 250 % 250 + "." + i % 250, broker.port(1));
        String user = i % 3 == 0 ? "nobody" + i : "anna";
        client.send(
            RawClient.loginPacket("guesser" + i, user, i % 7 == 0 ? PASSWORD : "wrong" + i));
        waiting.add(client);
        if (waiting.size() > HELD) {
          waiting.remove().close();
        }
      }
      for (RawClient each : waiting) {
        each.close();
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private RawClient overTls() throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), broker.port(2));
    return new RawClient(TrustingTls.over(socket), false);
  }

  private static RawClient login(RawClient client, String identifier) throws IOException {
    client.send(RawClient.loginPacket(identifier, "anna", PASSWORD));
    assertTrue(client.isServed(), identifier);
    return client;
  }

  private boolean benIsLetIn() {
    try (RawClient client = RawClient.open(broker.port(1))) {
      return client.send(RawClient.loginPacket("ben", "ben", PASSWORD)).isServed();
    } catch (IOException e) {
      return false;
    }
  }
}
