package hearth.runtime.supervision;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.tinylog.Logger;

/**
 * The service manager that started this program, as sd_notify(3) describes it: it is told when the
 * program is ready, when it ends, and, if it wants so, again and again that it lives.
 *
 * <p>The messages are datagrams on a UNIX socket, which Java 17 cannot send. A small Perl process,
 * which every Debian has, sends what it reads line by line: it costs 0.5 MB once, where a
 * systemd-notify for each message would cost the start of a program.
 *
 * <p>Safe for use from several threads.
 */
public final class ServiceManager {
  private static final String SENDER =
      "$SIG{INT} = $SIG{TERM} = 'IGNORE';" // the last message is STOPPING, so it outlives us
          + "my $name = $ENV{NOTIFY_SOCKET};"
          + "$name =~ s/^@/\\0/;" // an abstract name begins with a zero, unix(7)
          + "socket(my $out, 1, 2, 0) or die $!;" // AF_UNIX, SOCK_DGRAM
          + "connect($out, pack('S a*', 1, $name)) or die \"$name: $!\";"
          + "while (my $message = <STDIN>) { send($out, $message, 0) or warn $! }";

  private final OutputStream messages;
  private final Duration watchdog;
  private boolean deaf;

  ServiceManager(OutputStream messages, Duration watchdog) {
    this.messages = messages;
    this.watchdog = watchdog;
  }

  /**
   * The service manager of the environment; one that takes every message in silence where there is
   * none.
   *
   * @param environment of this process, see {@link System#getenv()}
   */
  public static ServiceManager of(Map<String, String> environment) {
    if (!environment.containsKey("NOTIFY_SOCKET")) {
      return new ServiceManager(OutputStream.nullOutputStream(), null);
    }
    try {
      ProcessBuilder sender =
          new ProcessBuilder("perl", "-e", SENDER)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      sender.environment().put("NOTIFY_SOCKET", environment.get("NOTIFY_SOCKET"));
      return new ServiceManager(sender.start().getOutputStream(), watchdog(environment));
    } catch (IOException e) {
      Logger.error(
          "systemd cannot be told that Hearth is ready, and will end it: {}. Install the package"
              + " perl-base",
          e.getMessage());
      return new ServiceManager(OutputStream.nullOutputStream(), null);
    }
  }

  /** WATCHDOG_USEC in microseconds, sd_watchdog_enabled(3); null without one. */
  private static Duration watchdog(Map<String, String> environment) {
    String microseconds = environment.getOrDefault("WATCHDOG_USEC", "");
    return microseconds.matches("[1-9][0-9]{0,15}")
        ? Duration.ofNanos(Long.parseLong(microseconds) * 1000)
        : null;
  }

  /** Within which time {@link #alive} is to be told again and again, if the manager watches. */
  public Optional<Duration> watchdog() {
    return Optional.ofNullable(watchdog);
  }

  /** The start is over: clients may connect. */
  public void ready() {
    report("READY=1");
  }

  /** The end has begun. */
  public void stopping() {
    report("STOPPING=1");
  }

  /** All that must turn has turned. */
  public void alive() {
    report("WATCHDOG=1");
  }

  private synchronized void report(String message) {
    if (deaf) {
      return;
    }
    try {
      messages.write((message + "\n").getBytes(StandardCharsets.UTF_8));
      messages.flush();
    } catch (IOException e) {
      deaf = true;
      Logger.error("systemd cannot be told {}: {}", message, e.getMessage());
    }
  }
}
