package hearth.runtime.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import hearth.broker.access.AccessFileException;
import hearth.broker.access.GeneratedPassword;
import hearth.broker.access.PasswordFile;
import hearth.io.file.ServiceFiles;
import hearth.runtime.config.BrokerSection;
import hearth.runtime.config.FileProblem;
import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.ConfigurationFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth passwd}: used as {@code mosquitto_passwd} is, on the same files. */
@Command(
    mixinStandardHelpOptions = true,
    customSynopsis = {
      "hearth passwd [-c] [-g] [FILE] USER         asks for the password; -g generates one",
      "       hearth passwd [-c] -b [FILE] USER PASSWORD",
      "       hearth passwd -D [FILE] USER",
      "       hearth passwd -l [FILE]",
      "       hearth passwd -U FILE"
    },
    description = {
      "Adds a user or changes the password (USER), removes a user (-D), lists the users (-l), or"
          + " hashes the plain-text passwords of a file (-U).",
      "Without FILE it changes the password_file of the configuration. It asks for the password"
          + " twice; without a terminal it reads it from the first line of the input."
    })
final class PasswdCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "-c", description = "Create the file; an existing one is left as it is.")
  private boolean create;

  @Option(
      names = "-b",
      description = "Take PASSWORD from the command line, where everybody can see it.")
  private boolean batch;

  @Option(names = "-g", description = "Generate a strong password and print it.")
  private boolean generate;

  @Option(names = "-D", description = "Remove the user.")
  private boolean delete;

  @Option(names = "-l", description = "List the users.")
  private boolean list;

  @Option(names = "-U", description = "Hash the passwords of FILE, whose lines are user:password.")
  private boolean upgrade;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "How slow the hash is, in rounds. Default: ${DEFAULT-VALUE}.")
  private int iterations = PasswordFile.DEFAULT_ITERATIONS;

  @Option(names = "--config", paramLabel = "FILE", description = ConfigOption.TEXT)
  private Path configuration;

  @Parameters(arity = "0..3", hidden = true)
  private List<String> words = List.of();

  private final SecureRandom random = new SecureRandom();

  @Override
  public Integer call() throws CommandFailure {
    requireOneDoing();
    int needed = list || upgrade ? 0 : batch ? 2 : 1;
    boolean fileNamed = words.size() > needed;
    requireWords(needed, fileNamed);
    Path file = fileNamed ? Path.of(words.get(0)) : configuredFile();
    List<String> rest = words.subList(fileNamed ? 1 : 0, words.size());
    if (!fileNamed && needed > 0) {
      requireUser(rest.get(0), file);
    }
    try {
      if (work(file, fileNamed, rest)) {
        RunningHearth.reloadUsersOf(file, spec.commandLine().getOut());
      }
      return 0;
    } catch (AccessFileException | IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure(file + " cannot be written: " + FileProblem.describe(e), e);
    }
  }

  private void requireOneDoing() {
    long doings = Stream.of(list, delete, batch, generate, upgrade).filter(is -> is).count();
    if (doings > 1) {
      throw usage("only one of -b, -g, -D, -l and -U at a time");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void requireWords(int needed, boolean fileNamed) {
    if (create && !fileNamed) {
      throw usage("-c makes a new file: name it, and the user after it");
    }
    if (upgrade && !fileNamed) {
      throw usage("-U needs the FILE whose passwords are to be hashed");
    }
    if (words.size() < needed || words.size() > needed + 1) {
      throw usage(needed == 0 ? "one FILE at most" : "name the user, after the file");
    }
  }

  /** Mosquitto's users write {@code passwd -g FILE} and forget who it is for. */
  private void requireUser(String word, Path configured) {
    boolean isFile =
        word.contains("/")
            || Files.isRegularFile(Path.of(word))
            || Path.of(word).equals(configured.getFileName());
    if (isFile) {
      throw usage("'" + word + "' is a file; name the user after it");
    }
  }

  private Path configuredFile() throws CommandFailure {
    BrokerSection broker = ConfigurationFile.load(configuration).broker();
    if (broker == null || broker.passwordFile() == null) {
      throw new CommandFailure("the configuration names no password_file; name the file yourself");
    }
    return broker.passwordFile();
  }

  /** Returns whether the file has changed. */
  private boolean work(Path file, boolean fileNamed, List<String> rest)
      throws AccessFileException, IOException, CommandFailure {
    PrintWriter out = spec.commandLine().getOut();
    ServiceFiles.ofMachine().requireOwn(file); // before it is read: what is told of it is root's
    PasswordFile before = existing(file, fileNamed);
    if (upgrade) {
      before.write(file);
      out.println(before.users().size() + " passwords in " + file + " are hashed");
      return true;
    }
    if (list) {
      before.users().forEach(out::println);
      return false;
    }
    String user = rest.get(0);
    boolean known = before.users().contains(user);
    if (delete) {
      if (!known) {
        throw new CommandFailure(file + " has no user '" + user + "'");
      }
      before.without(user).write(file);
      out.println("removed user '" + user + "' from " + file);
      return true;
    }
    String password = password(user, rest);
    before.with(user, password.getBytes(UTF_8), iterations, random).write(file);
    out.println(
        (known ? "changed the password of user '" : "added user '") + user + "' in " + file);
    if (generate) {
      out.println("password: " + password);
    }
    return true;
  }

  /** What is there; nothing where a file is to be made, or where only its configuration is. */
  private PasswordFile existing(Path file, boolean fileNamed)
      throws AccessFileException, CommandFailure {
    if (upgrade) {
      return PasswordFile.readUpgraded(file, iterations, random);
    }
    boolean exists = Files.exists(file);
    if (create && exists) {
      throw new CommandFailure(file + " is there already; without -c the user is added to it");
    }
    boolean begins = !exists && !list && !delete && (create || !fileNamed);
    return begins ? PasswordFile.empty() : PasswordFile.read(file);
  }

  private String password(String user, List<String> rest) throws CommandFailure {
    if (batch) {
      return rest.get(1);
    }
    return generate ? GeneratedPassword.make(random) : PasswordPrompt.askNew(user, System.in);
  }
}
