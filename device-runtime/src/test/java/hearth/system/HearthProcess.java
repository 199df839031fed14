package hearth.system;

import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The distribution of Hearth, started as ./run and the package start it. */
public final class HearthProcess extends OutsideProcess {
  static final Path DISTRIBUTION = Path.of("target/hearth").toAbsolutePath();

  private HearthProcess(List<String> command) {
    super(command);
  }

  /** Starts {@code hearth} with these arguments. */
  public static HearthProcess start(String... arguments) {
    Path launcher = DISTRIBUTION.resolve("bin/hearth");
    if (!Files.exists(DISTRIBUTION.resolve("lib/hearth.jar"))) {
      throw new AssertionError(
          "there is no distribution in " + DISTRIBUTION + "; mvn package makes it");
    }
    List<String> command = new ArrayList<>(List.of("sh", launcher.toString()));
    command.addAll(List.of(arguments));
    return new HearthProcess(command);
  }

  /** Starts it and waits until clients may connect. */
  public static HearthProcess ready(String... arguments) {
    return awaitReady(start(arguments));
  }

  static HearthProcess awaitReady(HearthProcess started) {
    Eventually.holds("ready", () -> started.readyLine() != null, started::told);
    return started;
  }

  /** A broker of this machine without users, on any free port. */
  public static HearthProcess openBroker() {
    return ready("broker", "--listen", "127.0.0.1:0", "--allow-anonymous");
  }

  /** A broker of this machine without users, on any free port, with a store. */
  public static HearthProcess storingBroker(Path store) {
    return ready(storing(store));
  }

  /** The same; it writes its output to others, so that it can be kept from writing to any file. */
  public static HearthProcess storingBrokerWithPipes(Path store) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", "-c", "exec \"$@\" > >(cat) 2> >(cat >&2)", "hearth"));
    command.addAll(List.of("sh", DISTRIBUTION.resolve("bin/hearth").toString()));
    command.addAll(List.of(storing(store)));
    return awaitReady(new HearthProcess(command));
  }

  private static String[] storing(Path store) {
    return new String[] {
      "broker", "--listen", "127.0.0.1:0", "--allow-anonymous", "--store", store.toString()
    };
  }

  /** Starts it with this configuration named by the environment, as ./run does. */
  static HearthProcess startAbout(String config, String... arguments) {
    return startWith("HEARTH_CONFIG=" + config, arguments);
  }

  /** Starts it with a variable of the environment, such as {@code LC_ALL=C}. */
  static HearthProcess startWith(String variable, String... arguments) {
    List<String> command = new ArrayList<>(List.of("env", variable, "sh"));
    command.add(DISTRIBUTION.resolve("bin/hearth").toString());
    command.addAll(List.of(arguments));
    return new HearthProcess(command);
  }

  /**
   * Starts it with a wall clock of its own.
   *
   * @param library libfaketime
   * @param clock says how far it is from the machine's, such as {@code +10y}, at any time
   */
  static HearthProcess startWithClock(Path library, Path clock, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "LD_PRELOAD=" + library,
                "FAKETIME_TIMESTAMP_FILE=" + clock,
                "FAKETIME_NO_CACHE=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                // Java waits by the monotonic clock; taken for the other, it would wait for years.
                "FAKETIME_FORCE_MONOTONIC_FIX=0",
                "sh"));
    command.add(DISTRIBUTION.resolve("bin/hearth").toString());
    command.addAll(List.of(arguments));
    return new HearthProcess(command);
  }

  /** Starts it as the last words of another command, such as {@code ip netns exec NAME}. */
  static HearthProcess startBehind(List<String> command, String... arguments) {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of("sh", DISTRIBUTION.resolve("bin/hearth").toString()));
    whole.addAll(List.of(arguments));
    return new HearthProcess(whole);
  }

  /** Starts it with less than the system has, as {@code ulimit -n 100}, and waits as above. */
  static HearthProcess limited(String limit, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", limit + " && exec sh \"$0\" \"$@\""));
    command.add(DISTRIBUTION.resolve("bin/hearth").toString());
    command.addAll(List.of(arguments));
    return awaitReady(new HearthProcess(command));
  }

  /**
   * Starts it as a user whom the kernel's limits hold, which root is not; else as {@link #start}.
   * That user must be let into the folders that it is given.
   */
  static HearthProcess unprivileged(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("sh", DISTRIBUTION.resolve("bin/hearth").toString()));
    command.addAll(List.of(arguments));
    return new HearthProcess(withoutRights(command));
  }

  /** A command of that user. */
  static List<String> withoutRights(List<String> command) {
    List<String> all = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      all.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    all.addAll(command);
    return all;
  }

  private String readyLine() {
    return lines().stream().filter(line -> line.startsWith("ready ")).findFirst().orElse(null);
  }

  /** The port of its first listener. */
  public int port() {
    return port(0);
  }

  /** The port of one of its listeners, in the order of the configuration. */
  public int port(int listener) {
    String address = readyLine().split(" ")[1 + listener];
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
