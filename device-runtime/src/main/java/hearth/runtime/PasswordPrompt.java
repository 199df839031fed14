package hearth.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import hearth.runtime.command.CommandFailure;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;

/** Asks for a new password. */
final class PasswordPrompt {
  private PasswordPrompt() {}

  /**
   * On a terminal, twice and without echo; otherwise the first line of the input.
   *
   * @throws CommandFailure where there is none, it is empty or the two differ
   */
  static String ask(String user, InputStream input) throws CommandFailure {
    Console console = System.console();
    String password = console == null ? firstLine(input) : typedTwice(user, console);
    if (password == null || password.isEmpty()) {
      throw new CommandFailure("no password was given; nothing is changed");
    }
    return password;
  }

  private static String typedTwice(String user, Console console) throws CommandFailure {
    char[] first = console.readPassword("Password for %s: ", user);
    char[] second = console.readPassword("The same again: ");
    if (first == null || second == null) {
      return null;
    }
    String password = new String(first);
    if (!password.equals(new String(second))) {
      throw new CommandFailure("the two passwords differ; nothing is changed");
    }
    return password;
  }

  private static String firstLine(InputStream input) throws CommandFailure {
    try {
      return new BufferedReader(new InputStreamReader(input, UTF_8)).readLine();
    } catch (IOException e) {
      throw new CommandFailure("the password cannot be read from the input: " + e, e);
    }
  }
}
