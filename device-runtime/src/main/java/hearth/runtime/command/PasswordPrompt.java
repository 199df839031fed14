package hearth.runtime.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import hearth.runtime.config.FileProblem;
import hearth.runtime.host.CommandFailure;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;

/**
 * Asks for a password: on a terminal without echo; otherwise it is the first line of the input.
 * Throws where there is none or it is empty.
 */
final class PasswordPrompt {
  private PasswordPrompt() {}

  /** A password that exists. */
  static String ask(String user, InputStream input) throws CommandFailure {
    Console console = System.console();
    return console == null ? firstLine(input) : typed(console, "Password of " + user + ": ");
  }

  /** A new password, typed twice where it is typed. */
  static String askNew(String user, InputStream input) throws CommandFailure {
    Console console = System.console();
    if (console == null) {
      return firstLine(input);
    }
    String password = typed(console, "New password of " + user + ": ");
    if (!password.equals(typed(console, "The same again: "))) {
      throw new CommandFailure("the two passwords differ; nothing is changed");
    }
    return password;
  }

  private static String typed(Console console, String prompt) throws CommandFailure {
    char[] password = console.readPassword("%s", prompt);
    return given(password == null ? null : new String(password));
  }

  private static String firstLine(InputStream input) throws CommandFailure {
    try {
      return given(new BufferedReader(new InputStreamReader(input, UTF_8)).readLine());
    } catch (IOException e) {
      throw new CommandFailure(
          "the password cannot be read from the input: " + FileProblem.describe(e), e);
    }
  }

  private static String given(String password) throws CommandFailure {
    if (password == null || password.isEmpty()) {
      throw new CommandFailure("no password was given; nothing is changed");
    }
    return password;
  }
}
