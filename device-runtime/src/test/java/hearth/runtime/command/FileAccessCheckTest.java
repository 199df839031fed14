package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.file.Account;
import hearth.runtime.config.Configuration;
import hearth.runtime.doctor.FileAccessCheck;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAccessCheckTest {
  /** Nobody's account: it has what everybody has. */
  private static final Account SERVICE = new Account("hearth", 54_321, 54_322, Set.of(54_322));

  @TempDir Path temporary;
  private Path folder;
  private Path configuration;

  @BeforeEach
  void files() throws Exception {
    folder = temporary.toRealPath();
    mode(folder, "rwxr-xr-x");
    configuration = folder.resolve("hearth.yaml");
    Files.write(
        configuration,
        List.of(
            "device:",
            "  name: !secret name",
            "  topic: home/room",
            "  states: states/last",
            "broker:",
            "  listen:",
            "    - address: 127.0.0.1:8883",
            "      tls: {certificate: tls/server.crt, key: tls/server.key, client_ca: tls/ca.crt}",
            "  store: store",
            "  password_file: passwd",
            "  acl_file: acl"));
    Files.writeString(folder.resolve("secrets.yaml"), "name: Room\n");
    Files.createDirectory(folder.resolve("tls"));
    for (String name : List.of("tls/server.crt", "tls/server.key", "tls/ca.crt", "passwd", "acl")) {
      mode(Files.createFile(folder.resolve(name)), "rw-r--r--");
    }
    for (String name : List.of("states", "store")) {
      mode(Files.createDirectory(folder.resolve(name)), "rwxrwxrwx");
    }
  }

  private static void mode(Path file, String mode) throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private FileAccessCheck look(boolean isService, boolean isSandboxed) throws Exception {
    List<Path> read = new ArrayList<>();
    Configuration parsed = Configuration.load(configuration, read::add);
    FileAccessCheck check = new FileAccessCheck(SERVICE, isService, isSandboxed);
    check.look(read, parsed);
    return check;
  }

  private void assertOneError(String start, String end) throws Exception {
    List<String> errors = look(true, false).errors();
    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.get(0).startsWith(start), errors::toString);
    assertTrue(errors.get(0).contains(end), errors::toString);
  }

  @Test
  void whatEverybodyMayReadIsRight() throws Exception {
    assertEquals(List.of(), look(true, false).errors());
    assertEquals(List.of(), look(true, false).warnings());
  }

  @Test
  void eachFileThatTheServiceCannotReadIsAnErrorWithItsRemedy() throws Exception {
    String[][] files = {
      {"hearth.yaml", "the configuration: "},
      {"secrets.yaml", "the configuration: "},
      {"passwd", "password_file: "},
      {"acl", "acl_file: "},
      {"tls/server.key", "line 7, tls of 127.0.0.1:8883, key: "},
      {"tls/server.crt", "line 7, tls of 127.0.0.1:8883, certificate: "},
      {"tls/ca.crt", "line 7, tls of 127.0.0.1:8883, client_ca: "}
    };
    for (String[] each : files) {
      Path file = folder.resolve(each[0]);
      mode(file, "rw-------");
      assertOneError(
          each[1] + "hearth may not read " + file,
          "sudo chgrp hearth " + file + " && sudo chmod g+r " + file);
      mode(file, "rw-r--r--");
    }
  }

  @Test
  void aFolderThatItMayNotEnterIsNamed() throws Exception {
    mode(folder.resolve("tls"), "rwx------");
    List<String> errors = look(true, false).errors();
    assertEquals(3, errors.size(), errors::toString);
    assertTrue(errors.get(0).contains("sudo chmod g+x " + folder.resolve("tls")), errors::toString);
  }

  @Test
  void whatIsMissingIsAnError() throws Exception {
    Files.delete(folder.resolve("passwd"));
    assertOneError("password_file: ", folder.resolve("passwd") + " is missing");
  }

  @Test
  void aFolderThatItMayNotWriteIsAnError() throws Exception {
    mode(folder.resolve("store"), "rwxr-xr-x");
    assertOneError("store: hearth may not write " + folder.resolve("store"), "belongs to");
    Files.delete(folder.resolve("store"));
    assertOneError("store: hearth may not write ", folder + " belongs to");
  }

  @Test
  void whatTheServiceCouldChangeIsWarnedOf() throws Exception {
    mode(folder.resolve("acl"), "rw-rw-rw-");
    List<String> warnings = look(true, false).warnings();
    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(warnings.get(0).startsWith("acl_file: the service itself could change"));
    assertEquals(List.of(), look(false, false).warnings(), "a home of one's own is one's own");
  }

  @Test
  void aPortForRootOnlyIsAnErrorForTheService() throws Exception {
    String text = Files.readString(configuration).replace("127.0.0.1:8883", "127.0.0.1:443");
    Files.writeString(configuration, text);
    assertOneError("listen: 127.0.0.1:443: ports below 1024 are for root only", "8883");
    assertEquals(List.of(), look(false, false).errors());
  }

  @Test
  void theSandboxHidesHomesAndLetsItWriteItsOwnFolders() throws Exception {
    // The folder of this test is a temporary one, which PrivateTmp hides.
    List<String> errors = look(true, true).errors();
    assertTrue(
        errors.stream().anyMatch(e -> e.contains("the service does not see ")), errors::toString);
    assertTrue(
        errors.stream()
            .anyMatch(e -> e.startsWith("store: the service writes below /var/lib/hearth")),
        errors::toString);
  }

  @Test
  void checkFailsWhereAFileIsMissing() throws Exception {
    Files.delete(folder.resolve("acl"));
    StringWriter told = new StringWriter();
    PrintWriter out = new PrintWriter(told);
    String[] words = {"check", configuration.toString()};
    assertEquals(1, HearthCommand.execute(words, out, out), told::toString);
    assertTrue(
        told.toString().contains("error: acl_file: " + folder.resolve("acl") + " is missing"));
    String[] elsewhere = {"check", "--elsewhere", configuration.toString()};
    assertEquals(0, HearthCommand.execute(elsewhere, out, out), told::toString);
  }
}
