package hearth.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceFilesTest {
  private static final Account SERVICE = new Account("hearth", 899, 898, Set.of(898, 997));
  private static final byte[] CONTENT = "anna:hash\n".getBytes(StandardCharsets.UTF_8);

  private static final Ownership ROOTS = new Ownership(0, 0, 0600);
  private static final Ownership ROOTS_FOLDER = new Ownership(0, 0, 0755);
  private static final Ownership ANNAS = new Ownership(1001, 1001, 0600);
  private static final Ownership ANNAS_FOLDER = new Ownership(1001, 1001, 0700);

  @TempDir Path folder;

  private static Ownership secretOfRoot(Ownership before, Ownership folder) {
    return new ServiceFiles(true, Optional.of(SERVICE)).secret(ROOTS, before, folder);
  }

  @Test
  void aSecretOfRootIsReadByTheServiceAndNotWritten() {
    assertEquals(new Ownership(0, 898, 0640), secretOfRoot(null, ROOTS_FOLDER));
  }

  @Test
  void whatRootMadeForItselfIsReadByTheServiceFromThenOn() {
    assertEquals(new Ownership(0, 898, 0640), secretOfRoot(ROOTS, ROOTS_FOLDER));
  }

  @Test
  void whatWasTheServicesBecomesRoots() {
    Ownership services = new Ownership(899, 898, 0600);
    assertEquals(new Ownership(0, 898, 0640), secretOfRoot(services, ROOTS_FOLDER));
  }

  @Test
  void aFileOfMosquittosStaysItsOwn() {
    Ownership own = new Ownership(110, 112, 0600);
    Ownership shared = new Ownership(0, 112, 0640);
    assertEquals(own, secretOfRoot(own, ROOTS_FOLDER));
    assertEquals(shared, secretOfRoot(shared, ROOTS_FOLDER));
  }

  @Test
  void whatEverybodyCouldReadIsASecretFromThenOn() {
    assertEquals(ANNAS, secretOfRoot(new Ownership(1001, 1001, 0644), ANNAS_FOLDER));
  }

  @Test
  void inAPersonsFolderItIsThePersons() {
    assertEquals(ANNAS, secretOfRoot(null, ANNAS_FOLDER));
  }

  @Test
  void withoutTheServicesAccountItIsRootsAlone() {
    ServiceFiles files = new ServiceFiles(true, Optional.empty());
    assertEquals(ROOTS, files.secret(ROOTS, null, ROOTS_FOLDER));
  }

  @Test
  void aPersonsOwnFilesAreNobodyElses() {
    ServiceFiles files = new ServiceFiles(false, Optional.of(SERVICE));
    assertEquals(ANNAS, files.secret(ANNAS, null, ROOTS_FOLDER));
  }

  @Test
  void rootWritesNothingWhereALinkOfOthersMayLead() throws IOException {
    ServiceFiles root = new ServiceFiles(true, Optional.of(SERVICE));
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path victim = Files.writeString(folder.resolve("victim"), "untouched");
    Files.createSymbolicLink(open.resolve("passwd"), victim);

    for (Path file : new Path[] {open.resolve("passwd"), open.resolve("new")}) {
      IOException refused =
          assertThrows(IOException.class, () -> root.writeSecret(file, CONTENT), file.toString());
      assertTrue(
          refused.getMessage().contains("root writes nothing below " + open), refused::getMessage);
      assertThrows(IOException.class, () -> root.writePrivate(file, CONTENT));
      assertThrows(IOException.class, () -> root.writePublic(file, CONTENT));
    }
    assertThrows(IOException.class, () -> root.makeFolder(open.resolve("tls")));
    assertEquals("untouched", Files.readString(victim));
    assertFalse(Files.exists(open.resolve("tls")));
  }

  @Test
  void aFolderThatTheServicesGroupWritesIsTheServices() {
    ServiceFiles root = new ServiceFiles(true, Optional.of(SERVICE));

    assertTrue(root.isForeign(new PathWalk.Status(0, 898, 040770)));
    assertFalse(root.isForeign(new PathWalk.Status(0, 898, 040750)), "it only reads");
    assertFalse(root.isForeign(new PathWalk.Status(0, 0, 040775)), "of root's own group");
  }

  @Test
  void whereThereIsNoServiceRootWritesAnywhere() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    new ServiceFiles(true, Optional.empty()).writeSecret(open.resolve("passwd"), CONTENT);

    assertTrue(Files.exists(open.resolve("passwd")));
  }

  @Test
  void aLinkIntoSuchAFolderIsLookedThrough() throws IOException {
    ServiceFiles root = new ServiceFiles(true, Optional.of(SERVICE));
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("open", "..", "open"));

    assertThrows(IOException.class, () -> root.writeSecret(link.resolve("passwd"), CONTENT));
  }

  @Test
  void aFolderIsMadeWithThoseAboveIt() throws IOException {
    Path tls = folder.resolve("a").resolve("tls");
    ServiceFiles.ofMachine().makeFolder(tls);
    ServiceFiles.ofMachine().writeSecret(tls.resolve("key"), CONTENT);

    assertTrue(Files.isDirectory(tls));
    assertEquals("anna:hash\n", Files.readString(tls.resolve("key")));
  }
}
