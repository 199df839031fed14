package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands that pages show for a running home, in a shell, in the order in which they stand
 * there. Only the port is another.
 */
class DocumentedCommandsIT {
  private static final List<String> PAGES =
      List.of("docs/encryption.md", "docs/users.md", "docs/recorder.md");

  private static final Pattern COMMAND =
      Pattern.compile("^    ((?:\\./run|hearth|mosquitto_sub) ([^#]*?))\\s*(#.*)?$");

  /** These connect to a broker. */
  private static final Set<String> CLIENTS =
      Set.of("history", "refusals", "sessions", "retained", "-C");

  @TempDir private Path folder;

  @Test
  void eachDoesWhatThePageSays() throws Exception {
    Path home = Files.createDirectory(folder.resolve(".run"));
    program(folder.resolve("run"));
    Path programs = Files.createDirectory(folder.resolve("bin"));
    program(programs.resolve("hearth"));
    Files.writeString(home.resolve("acl"), "user guest\ntopic read home/+/temperature\n");
    assertEquals(0, shell(programs, 0, "./run passwd -c -b .run/passwd anna PASSWORD").status());
    HomeFolder homes = new HomeFolder(home);
    homes.file("hearth.yaml", configuration("0.0.0.0:1883") + "  acl_file: acl\n");
    String running = homes.file("running.yaml", configuration("127.0.0.1:0"));
    int count = 0;
    try (HearthProcess hearth = HearthProcess.ready("run", "--config", running)) {
      new Mosquitto(hearth.port()).awaitRetained("home/livingroom/light", "OFF");
      for (String page : PAGES) {
        for (String line : Files.readAllLines(Path.of("..").resolve(page))) {
          Matcher command = COMMAND.matcher(line);
          if (command.matches()) {
            count++;
            run(programs, hearth.port(), command, page);
          }
        }
      }
    }
    assertTrue(count >= 15, "only " + count + " commands were found");
    assertTrue(Files.size(folder.resolve("all.csv")) > 0);
    assertTrue(Files.exists(home.resolve("tls/anna.crt")));
  }

  /** A listener on this machine alone has nothing to tell a phone. */
  private static String configuration(String address) {
    return HomeFolder.THINGS
        + """
        broker:
          listen: [{address: '%s', anonymous: local}]
          password_file: passwd
          recorder: recorder
        """
            .formatted(address);
  }

  private static void program(Path file) throws IOException {
    Path launcher = HearthProcess.DISTRIBUTION.resolve("bin/hearth");
    Files.writeString(file, "#!/bin/sh\nexec sh " + launcher + " \"$@\"\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private record Ended(int status, String told) {}

  private void run(Path programs, int port, Matcher command, String page) throws Exception {
    String what = command.group(2).split(" ")[0];
    Ended ended = shell(programs, CLIENTS.contains(what) ? port : 0, command.group(1));
    // What the rules refuse, 'may' says by its status too.
    assertEquals(what.equals("may") ? 1 : 0, ended.status, page + command.group() + ended.told);
  }

  private Ended shell(Path programs, int port, String line)
      throws IOException, InterruptedException {
    int redirection = line.indexOf(" > ");
    String words = redirection < 0 ? line : line.substring(0, redirection);
    String rest = redirection < 0 ? "" : line.substring(redirection);
    List<String> command = new ArrayList<>(List.of("sh", "-c"));
    command.add(words + (port == 0 ? "" : " -h 127.0.0.1 -p " + port) + rest);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().merge("PATH", programs + ":", (path, ours) -> ours + path);
    builder.environment().put("HEARTH_CONFIG", folder.resolve(".run/hearth.yaml").toString());
    Path told = Files.createTempFile(folder, "told", "");
    Process process = builder.redirectErrorStream(true).redirectOutput(told.toFile()).start();
    process.getOutputStream().write("PASSWORD\nPASSWORD\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    return new Ended(process.waitFor(), Files.readString(told));
  }
}
