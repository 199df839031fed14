package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HearthCommandTest {
  @TempDir Path folder;
  private final StringWriter told = new StringWriter();

  private int hearth(String... arguments) {
    PrintWriter out = new PrintWriter(told);
    return HearthCommand.execute(arguments, out, out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "broker", "device"})
  void aServiceWithAWrongConfigurationIsNotToBeTriedAgain(String service) throws Exception {
    Path wrong = Files.writeString(folder.resolve("hearth.yaml"), "borker:\n");
    assertEquals(78, hearth(service, "--config", wrong.toString()));
    assertTrue(told.toString().contains("did you mean 'broker'"), told.toString());
  }

  @Test
  void theLastOfARepeatedOptionCounts() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "borker:\n");
    Path right =
        Files.writeString(
            folder.resolve("right.yaml"),
            "broker:\n  listen: [127.0.0.1:1]\n  password_file: users\n");
    Files.createFile(folder.resolve("users"));
    String[] both = {"check", "-c", wrong.toString(), "--config", right.toString()};
    assertEquals(0, hearth(both), told.toString());
    assertEquals(78, hearth("run", "-c", right.toString(), "-c", wrong.toString()));
  }

  @Test
  void helpIsThereInEveryForm() {
    for (String command : HearthCommand.everything().getSubcommands().keySet()) {
      assertEquals(0, hearth(command, "--help"), command);
      assertEquals(0, hearth("help", command), command);
    }
    assertEquals(0, hearth("help"));
    assertEquals(2, hearth("help", "nonsense"));
    assertTrue(told.toString().contains("no command 'nonsense'"), told.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pbu | there is no command 'pbu'; did you mean 'pub'?",
        "pub --topc a | there is no option '--topc'; did you mean '--topic'?",
        "pub --hots=a | there is no option '--hots'; did you mean '--host'?",
        "pub -t a hello | 'hello' is one word too many",
        "pub -t a -m b -p x | 'x' is not a whole number",
        "sub -t a -C 99999999999999999999 | or too large a one",
        "check --confg a | did you mean '--config'?",
      })
  void whatWasMostLikelyMeantIsTold(String words, String expected) {
    assertTrue(hearth(words.split(" ")) > 0);
    assertTrue(told.toString().contains(expected), told.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sub -t a --unix /run/mosquitto | -h localhost",
        "pub -t a -n --proxy socks5h://x | ssh -L",
        "pub -t a -n --psk 12 | --cafile",
        "pub -t a -n --psk-identity x | --cafile",
        "pub -t a -n --tls-engine x | --cert FILE",
        "pub -t a -n --keyform pem | --cert FILE",
        "sub -t a -S | name the server with -h",
        "sub -t a --retain-handling never | needs MQTT 5.0",
        "pub -t a -n --tls-use-os-certs --tls-version tlsv1.1 | tlsv1.2 or tlsv1.3",
        "pub -t a -n --tls-use-os-certs --ciphers RC4-MD5 | no cipher suite 'RC4-MD5'",
        "pub -t a -n --capath . | holds a certificate",
        "pub -t a -n -o nothing | the options in 'nothing' cannot be read: there is no such file",
      })
  void optionsOfMosquittosToolsAreThereOrSayWhatDoesTheSame(String words, String expected) {
    assertTrue(hearth(words.split(" ")) > 0);
    assertTrue(told.toString().contains(expected), told.toString());
  }

  /** Whatever a command is given in the place of a file. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "check FILE",
        "check -c FILE",
        "run -c FILE",
        "broker -c FILE",
        "device -c FILE",
        "export phone FILE",
        "safe-levels -c FILE",
        "reload -c FILE",
        "pair -c FILE",
        "doctor --root . -c FILE",
        "passwd -l FILE",
        "passwd -D FILE u",
        "passwd -b FILE u p",
        "passwd -U FILE",
        "passwd --config FILE -l",
        "passwd -c -b FILE/new u p",
        "may u publish t --acl FILE",
        "may u publish t --config FILE",
        "broker --listen 127.0.0.1:0 --password-file FILE",
        "broker --listen 127.0.0.1:0 --allow-anonymous --store FILE/file",
        "tls init --dir FILE/sub",
        "tls client --dir FILE u",
        "pub -p 1 -t t -f FILE", // where no broker of this machine is
        "pub -t t -m m --cafile FILE",
        "pub -t t -m m --cert FILE --key FILE --cafile FILE",
        "sub -t t --cafile FILE",
        "refusals --cafile FILE",
        "sessions --cafile FILE",
        "retained --cafile FILE",
      })
  void noFileBringsAnExceptionOfJavaOut(String words) throws Exception {
    Path deep = Files.writeString(folder.resolve("deep"), "[".repeat(100_000));
    Path binary = Files.write(folder.resolve("binary"), new byte[] {0, -1, (byte) 0x80, ':', 10});
    Path endless = Files.writeString(folder.resolve("long"), "a: &a [b, c]\n".repeat(10_000));
    Path missing = folder.resolve("missing");
    Path unreadable = Files.writeString(folder.resolve("unreadable"), "broker:\n");
    Files.setPosixFilePermissions(unreadable, PosixFilePermissions.fromString("---------"));
    Path directory = Files.createDirectory(folder.resolve("directory"));
    for (Path file : List.of(deep, binary, endless, missing, unreadable, directory)) {
      boolean rootMayRead = file == unreadable && Files.isReadable(file);
      boolean isMade = file == missing && (words.contains("--listen") || words.contains("init"));
      if (rootMayRead || isMade || (file == directory && words.contains("FILE/"))) {
        continue; // that is no mistake
      }
      told.getBuffer().setLength(0);
      int status = hearth(words.replace("FILE", file.toString()).split(" "));
      String text = told.toString();
      assertTrue(status > 0, file + " " + text);
      assertFalse(text.contains("Exception") || text.contains("Error:"), text);
      assertFalse(text.contains("defect of Hearth"), text);
      assertFalse(text.contains("java."), text);
      assertTrue(text.length() < 100_000, file + " " + text.length());
    }
  }

  @Test
  void aCommandWithAWrongConfigurationHasFailed() throws Exception {
    Path wrong = Files.writeString(folder.resolve("hearth.yaml"), "borker:\n");
    assertEquals(1, hearth("check", wrong.toString()));
  }
}
