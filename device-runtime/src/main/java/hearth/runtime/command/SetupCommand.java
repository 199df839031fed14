package hearth.runtime.command;

import hearth.drivers.board.Board;
import hearth.drivers.board.ConfigTxt;
import hearth.drivers.board.PinPlan;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.kernel.MountedFiles;
import hearth.io.file.AtomicFile;
import hearth.io.file.TextFile;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ConfigurationException;
import hearth.runtime.config.DhtSource;
import hearth.runtime.config.Ds18b20Source;
import hearth.runtime.config.FileProblem;
import hearth.runtime.config.PartSource;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.config.SensorSource;
import hearth.runtime.doctor.FoundSensors;
import hearth.runtime.doctor.FoundSensors.Found;
import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.ConfigurationFile;
import hearth.runtime.setup.HomeDraft;
import hearth.runtime.setup.Questions;
import hearth.runtime.setup.WiredHome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hearth setup}. */
@Command(
    mixinStandardHelpOptions = true,
    description = {
      "Asks what is wired (room, sensors, relays, buttons), shows how to wire it, and adds it to"
          + " the configuration. What is already there stays; run it again to add more.",
      "With --room, --sensor, --relay, --button or --yes it asks no questions."
    })
public final class SetupCommand implements Callable<Integer> {
  private static final String USUAL_ROOM = "Living room";
  private static final Path USUAL_FILE = Path.of("hearth.yaml");

  private final InputStream in;

  @Spec private CommandSpec spec;

  @Mixin private final ConfigOption option = new ConfigOption();

  @Option(names = "--room", paramLabel = "NAME", description = "The room, such as 'Kitchen'.")
  private String room;

  @Option(
      names = "--sensor",
      paramLabel = "KIND[:PIN]",
      description =
          "A sensor, such as ds18b20, bme280 or dht22:12, instead of those that are detected.")
  private List<String> sensors = new ArrayList<>();

  @Option(
      names = "--relay",
      paramLabel = "PIN[:low|high[:NAME]]",
      description =
          "A relay or lamp: its GPIO, the level that switches it on (low), its name (light).")
  private List<String> relays = new ArrayList<>();

  @Option(
      names = "--button",
      paramLabel = "PIN[:NAME]",
      description = "A button between this GPIO and ground; it toggles the first light.")
  private List<String> buttons = new ArrayList<>();

  @Option(
      names = {"-y", "--yes"},
      description = "Accept everything that is detected and suggested.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Show what would be written, without writing it.")
  private boolean dryRun;

  @Option(
      names = "--root",
      paramLabel = "FOLDER",
      description =
          "Look for sensors in a recording of a machine: a folder with its sys, proc and boot.")
  private Path root;

  /**
   * The command.
   *
   * @param in where answers come from
   */
  public SetupCommand(InputStream in) {
    this.in = in;
  }

  @Override
  public Integer call() throws CommandFailure, IOException {
    Path file = file();
    boolean isThere = Files.exists(file);
    Configuration current = isThere ? ConfigurationFile.load(file) : null;
    KernelFiles files = root == null ? MountedFiles.ofMachine() : new MountedFiles(root);
    Reader reader =
        new Reader(
            new Questions(
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)), out()),
            newOnes(FoundSensors.of(files), current),
            current);
    HomeDraft draft = reader.draft(isThere ? read(file) : null);
    WiredHome home = new WiredHome(draft, current);
    reader.fill(home);
    if (!home.byHand().isEmpty()) {
      throw new CommandFailure(
          file
              + ": the sections "
              + home.byHand()
              + " are written in brackets; write them as lists, each item behind '- ', and try"
              + " again");
    }
    return finish(file, isThere, draft, reader, ConfigTxt.of(files, Board.of(files)));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private boolean asks() {
    return !yes && room == null && sensors.isEmpty() && relays.isEmpty() && buttons.isEmpty();
  }

  private Path file() {
    Path named = ConfigurationFile.named(option.file);
    return named != null ? named : ConfigurationFile.usualIfThere().orElse(USUAL_FILE);
  }

  private static String read(Path file) throws CommandFailure {
    try {
      return TextFile.read(file);
    } catch (IOException e) {
      throw new CommandFailure("cannot read " + file + ": " + FileProblem.describe(e), e);
    }
  }

  /** Those that no sensor of the configuration is yet. */
  private static List<Found> newOnes(List<Found> found, Configuration current) {
    return current == null
        ? found
        : found.stream()
            .filter(each -> current.sensors().stream().noneMatch(sensor -> isSame(sensor, each)))
            .toList();
  }

  private static boolean isSame(SensorSettings sensor, Found found) {
    SensorSource source = sensor.source();
    if (source instanceof Ds18b20Source thermometer) {
      return found.kind().equals("ds18b20")
          && (thermometer.id() == null || thermometer.id().equals(found.id()));
    }
    if (source instanceof DhtSource dht) {
      return found.line() == dht.pin();
    }
    return source instanceof PartSource part
        && found.part().filter(part.part()::equals).isPresent()
        && found.address() == part.address();
  }

  private int finish(Path file, boolean isThere, HomeDraft draft, Reader reader, ConfigTxt config)
      throws CommandFailure, IOException {
    Configuration made;
    try {
      made = Configuration.parse(file.toString(), draft.text(), file.toAbsolutePath().getParent());
    } catch (ConfigurationException e) {
      throw new CommandFailure(
          "nothing is written, since it would be wrong:\n" + e.getMessage(), e);
    }
    showWiring(new PinPlan(made.pinUses(), config), made.udevRules());
    if (dryRun) {
      out().println();
      out().print(draft.text());
      return 0;
    }
    if (asks() && !reader.questions.isYes("Write " + file + "?")) {
      out().println("Nothing is written.");
      return 1;
    }
    write(file, isThere, draft.text());
    out().println("Written: " + file + (isThere ? ", and the one before: " + before(file) : ""));
    reportNext(file, made);
    return 0;
  }

  private void reportNext(Path file, Configuration made) {
    Path users = made.broker() == null ? null : made.broker().passwordFile();
    if (users != null && !Files.exists(users)) {
      out().println("Next: hearth passwd -c " + users + " NAME, which makes the first user");
    }
    out()
        .println(
            "Next: hearth check " + file + "; then sudo systemctl restart hearth, or hearth run");
  }

  private void showWiring(PinPlan plan, List<String> rules) {
    out().println();
    out().println("Switch the Pi off, then wire (pin: place on the header)");
    plan.wiring().forEach(line -> out().println("  " + line));
    if (!plan.configLines().isEmpty()) {
      out().println("Lines of /boot/firmware/config.txt, where they are not there yet");
      plan.configLines().forEach(line -> out().println("  " + line));
    }
    if (!rules.isEmpty()) {
      out().println("Lines of /etc/udev/rules.d/60-hearth-i2c.rules");
      rules.forEach(rule -> out().println("  " + rule));
    }
    plan.findings()
        .forEach(
            finding ->
                out()
                    .println(
                        finding.severity().name().toLowerCase(Locale.ROOT)
                            + ": "
                            + finding.thing()
                            + ": "
                            + finding.text()));
  }

  private static Path before(Path file) {
    return file.resolveSibling(file.getFileName() + ".before");
  }

  private static void write(Path file, boolean isThere, String text) throws CommandFailure {
    try {
      if (isThere) {
        AtomicFile.write(before(file), Files.readAllBytes(file));
      }
      AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandFailure(FileProblem.withName(e) + "; nothing is written", e);
    }
  }

  /** Fills a home with what the options say, or with answers. */
  private final class Reader {
    private final Questions questions;
    private final List<Found> found;
    private final Configuration current;

    Reader(Questions questions, List<Found> found, Configuration current) {
      this.questions = questions;
      this.found = found;
      this.current = current;
    }

    HomeDraft draft(String text) throws IOException {
      boolean hasDevice = current != null && current.device() != null;
      String before = hasDevice ? current.device().name() : USUAL_ROOM;
      String named =
          asks()
              ? questions.ask("What is the room called?", before, answer -> answer).orElse(before)
              : Optional.ofNullable(room).orElse(before);
      String topic =
          hasDevice && named.equals(before) ? current.device().topic().toString() : topic(named);
      if (text == null) {
        return HomeDraft.begin(named, topic);
      }
      HomeDraft draft = HomeDraft.of(text);
      if (!hasDevice) {
        draft.addDevice(named, topic);
      } else if (!named.equals(before)) {
        draft.room(named, topic);
      }
      return draft;
    }

    void fill(WiredHome home) throws CommandFailure, IOException {
      if (asks()) {
        askSensors(home);
        askRelays(home);
        askButtons(home);
        return;
      }
      try {
        (sensors.isEmpty() ? found : sensors.stream().map(this::sensor).toList())
            .forEach(home::addSensor);
        relays.forEach(relay -> addRelay(home, relay));
        buttons.forEach(button -> addButton(home, button));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
    }

    private void askSensors(WiredHome home) throws IOException {
      for (Found each : found) {
        String keys = each.keys().isEmpty() ? "" : " (" + String.join(", ", each.keys()) + ")";
        if (questions.isYes("There is a sensor " + each.kind() + keys + ". Take it?")) {
          home.addSensor(each);
        }
      }
      if (found.isEmpty()) {
        questions.report(
            "No new sensor is found. One that is not wired yet can be named all the same.");
      }
      Optional<Found> another = askSensor(home);
      while (another.isPresent()) {
        home.addSensor(another.get());
        another = askSensor(home);
      }
    }

    private Optional<Found> askSensor(WiredHome home) throws IOException {
      return questions.ask(
          "Another sensor, such as ds18b20, bme280 or dht22:12? (nothing ends)",
          "",
          answer -> {
            Found named = sensor(answer);
            if (named.line() >= 0) {
              home.pin("" + named.line());
            }
            return named;
          });
    }

    private void askRelays(WiredHome home) throws IOException {
      String question = "On which GPIO is a relay or a lamp? (nothing ends)";
      Optional<Integer> pin = questions.ask(question, "", home::pin);
      while (pin.isPresent()) {
        boolean isLow = questions.isYes("Is it on when the pin is low, as most relay boards are?");
        String usual = home.freeName("light");
        String name = questions.ask("What is it called?", usual, home::name).orElse(usual);
        home.addRelay(pin.get(), isLow, name);
        pin = questions.ask(question, "", home::pin);
      }
    }

    private void askButtons(WiredHome home) throws IOException {
      String question = "On which GPIO is a button to ground? (nothing ends)";
      Optional<Integer> pin = questions.ask(question, "", home::pin);
      while (pin.isPresent()) {
        home.addButton(pin.get(), home.freeName("button"));
        pin = questions.ask(question, "", home::pin);
      }
    }

    private Found sensor(String text) {
      String[] words = text.toLowerCase(Locale.ROOT).split(":", 2);
      return Found.named(words[0], words.length > 1 ? words[1] : "");
    }

    private void addRelay(WiredHome home, String text) {
      String[] words = text.split(":", 3);
      String level = words.length > 1 ? words[1].toLowerCase(Locale.ROOT) : "low";
      if (!level.equals("low") && !level.equals("high")) {
        throw new IllegalArgumentException(
            "'" + level + "' is neither low nor high: PIN:low or PIN:high");
      }
      String name = words.length > 2 ? home.name(words[2]) : home.freeName("light");
      home.addRelay(home.pin(words[0]), level.equals("low"), name);
    }

    private void addButton(WiredHome home, String text) {
      String[] words = text.split(":", 2);
      String name = words.length > 1 ? home.name(words[1]) : home.freeName("button");
      home.addButton(home.pin(words[0]), name);
    }
  }

  /** A topic for a room: home/livingroom. */
  private static String topic(String room) {
    String level = room.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_-]", "");
    return "home/" + (level.isEmpty() ? "room" : level);
  }
}
