package hearth.runtime.command;

import hearth.io.file.Owners;
import hearth.runtime.config.BrokerSection;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ConfigurationException;
import hearth.runtime.host.BrokerHost;
import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.ConfigurationFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A Hearth that runs on this machine, be it a service or in somebody's terminal, found by how it
 * was started: {@code java ... -jar .../hearth.jar run --config FILE}.
 *
 * @param configuration what it runs with, links followed; null where that cannot be known
 */
record RunningHearth(long pid, Path configuration) {
  private static final Set<String> COMMANDS = Set.of("run", "broker", "device");
  private static final Path PROCESSES = Path.of("/proc");

  /** Bytes of a configuration. */
  private static final long MAX_LENGTH = 1 << 20;

  /** Those that this user can see. */
  static List<RunningHearth> all() {
    return ProcessHandle.allProcesses().map(RunningHearth::of).filter(Objects::nonNull).toList();
  }

  /** Those that run with a configuration. */
  static List<RunningHearth> with(Path configuration) {
    Path real = real(configuration);
    return all().stream().filter(each -> real.equals(each.configuration)).toList();
  }

  /**
   * Has those read a password file anew that use it, and tells so; where that is another user's to
   * do, tells what to type.
   */
  static void reloadUsersOf(Path passwordFile, PrintWriter out) {
    for (RunningHearth each : all()) {
      if (each.configuration != null && each.reads(passwordFile)) {
        try {
          each.reload();
          out.println("The running Hearth (process " + each.pid + ") knows it now");
        } catch (CommandFailure e) {
          out.println(
              "The running Hearth does not know it yet, since "
                  + e.getMessage()
                  + ": sudo hearth reload --config "
                  + each.configuration);
        }
      }
    }
  }

  /**
   * Anybody names a file on the command line of a process: what is not root's, this user's or of
   * who became root by sudo is not opened.
   */
  boolean reads(Path passwordFile) {
    if (!trusted().have(configuration, MAX_LENGTH)) {
      return false;
    }
    try {
      BrokerSection broker = Configuration.load(configuration).broker();
      return broker != null
          && broker.passwordFile() != null
          && real(broker.passwordFile()).equals(real(passwordFile));
    } catch (ConfigurationException e) {
      return false; // it is being edited, or not for this user to read
    }
  }

  private static Owners trusted() {
    String invoker = System.getenv("SUDO_UID");
    boolean isNumber = invoker != null && invoker.matches("[0-9]{1,9}");
    return Owners.own(isNumber ? Set.of(Integer.valueOf(invoker)) : Set.of());
  }

  /**
   * Sends SIGHUP.
   *
   * @throws CommandFailure where it cannot be sent or would not be heard
   */
  void reload() throws CommandFailure {
    if (ignoresHangup()) {
      throw new CommandFailure(
          "process "
              + pid
              + " was started so that it ignores SIGHUP, as nohup does, and reloads nothing;"
              + " start it without, or as a service");
    }
    try {
      // By the shell's own command: the program kill is not on every Debian.
      Process kill =
          new ProcessBuilder("sh", "-c", "kill -HUP " + pid + " 2>/dev/null").inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new CommandFailure("process " + pid + " is another user's");
      }
    } catch (IOException e) {
      throw new CommandFailure("the shell cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static RunningHearth of(ProcessHandle process) {
    List<String> words = List.of(process.info().arguments().orElse(new String[0]));
    int start = words.indexOf("-jar") + 2;
    boolean isOne =
        start >= 2
            && start < words.size()
            && words.get(start - 1).endsWith("hearth.jar")
            && COMMANDS.contains(words.get(start));
    return isOne ? of(process.pid(), words.subList(start + 1, words.size())) : null;
  }

  private static RunningHearth of(long pid, List<String> words) {
    if (words.contains(BrokerHost.LISTEN)) {
      return new RunningHearth(pid, null);
    }
    int named = Math.max(words.lastIndexOf("--config"), words.lastIndexOf("-c"));
    String name = named >= 0 && named + 1 < words.size() ? words.get(named + 1) : variable(pid);
    Path folder = process(pid).resolve("cwd");
    if (name != null) {
      return new RunningHearth(
          pid, real(Path.of(name).isAbsolute() ? Path.of(name) : folder.resolve(name)));
    }
    for (Path usual : ConfigurationFile.USUAL) {
      if (Files.exists(folder.resolve(usual))) {
        return new RunningHearth(pid, real(folder.resolve(usual)));
      }
    }
    return new RunningHearth(pid, null);
  }

  private static Path process(long pid) {
    return PROCESSES.resolve(Long.toString(pid));
  }

  /** What its environment names, where this user may look. */
  private static String variable(long pid) {
    String start = ConfigurationFile.VARIABLE + "=";
    try {
      String environment =
          Files.readString(process(pid).resolve("environ"), StandardCharsets.ISO_8859_1);
      for (String each : environment.split("\0")) {
        if (each.length() > start.length() && each.startsWith(start)) {
          return each.substring(start.length());
        }
      }
    } catch (IOException e) {
      // Another user's, or it has just ended.
    }
    return null;
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize(); // not there, or not for this user to see
    }
  }

  /** Whether it has inherited that SIGHUP, the first of the signals, is ignored: see proc(5). */
  private boolean ignoresHangup() {
    try {
      for (String line : Files.readAllLines(process(pid).resolve("status"))) {
        if (line.startsWith("SigIgn:")) {
          return Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16) % 2 != 0;
        }
      }
    } catch (IOException e) {
      // Another system than Linux, or it has just ended: kill will tell.
    }
    return false;
  }
}
