package hearth.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.file.ServiceAccess.Sight;
import hearth.io.file.ServiceAccess.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceAccessTest {
  @TempDir Path temporary;
  private Path folder;
  private int gid;

  @BeforeEach
  void enterable() throws IOException {
    folder = temporary.toRealPath();
    mode(folder, "rwxr-xr-x");
    gid = PathWalk.Status.of(Files.createFile(folder.resolve("mine"))).gid();
  }

  private static Path mode(Path file, String mode) throws IOException {
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private Path file(String name, String mode) throws IOException {
    return mode(Files.createFile(folder.resolve(name)), mode);
  }

  private ServiceAccess stranger() {
    return new ServiceAccess(new Account("hearth", 54_321, 54_322, Set.of(54_322)));
  }

  private ServiceAccess member() {
    return new ServiceAccess(new Account("hearth", 54_321, 54_322, Set.of(54_322, gid)));
  }

  @Test
  void aKeyOfRootsAloneIsNotReadByTheService() throws IOException {
    Path key = file("server.key", "rw-------");

    assertEquals(new View(Sight.DENIED, key), stranger().reading(key));
    assertEquals(new View(Sight.DENIED, key), member().reading(key));
  }

  @Test
  void theGroupReadsWhatIsForTheGroup() throws IOException {
    Path key = file("server.key", "rw-r-----");

    assertEquals(Sight.DENIED, stranger().reading(key).sight());
    assertEquals(Sight.ALLOWED, member().reading(key).sight());
    assertFalse(member().isChangeable(key));
  }

  @Test
  void theGroupsBitsCountForTheGroupEvenWhereTheOthersMayMore() throws IOException {
    Path odd = file("odd", "rw----r--");

    assertEquals(Sight.ALLOWED, stranger().reading(odd).sight());
    assertEquals(Sight.DENIED, member().reading(odd).sight());
  }

  @Test
  void aFolderOnTheWayDecidesToo() throws IOException {
    Path tls = Files.createDirectory(folder.resolve("tls"));
    Path key = Files.createFile(tls.resolve("server.key"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), key);
    mode(tls, "rwx------");

    assertEquals(new View(Sight.DENIED, tls), stranger().reading(key));
    assertEquals(new View(Sight.DENIED, tls), stranger().reading(link), "behind a link, too");
  }

  @Test
  void whatIsMissingIsNamed() {
    Path tls = folder.resolve("tls");

    assertEquals(new View(Sight.MISSING, tls), stranger().reading(tls.resolve("server.key")));
  }

  @Test
  void aFolderThatTheAccountMayWriteMakesItsFilesChangeable() throws IOException {
    Path open = mode(Files.createDirectory(folder.resolve("state")), "rwxrwxrwx");
    Path users = mode(Files.createFile(open.resolve("passwd")), "rw-r--r--");

    assertEquals(Sight.ALLOWED, stranger().writing(open).sight());
    assertEquals(Sight.DENIED, stranger().writing(folder).sight());
    assertTrue(stranger().isChangeable(users));
  }

  @Test
  void linksWithoutEndAreNothing() throws IOException {
    Path round = folder.resolve("round");
    Files.createSymbolicLink(round, round);

    assertEquals(Sight.MISSING, stranger().reading(round).sight());
  }

  @Test
  void anAccountIsFoundWithItsGroups() {
    String accounts =
        "root:x:0:0::/root:/bin/sh\nhearth:x:899:898:Hearth:/var/lib/hearth:/sbin/nologin\n";
    String groups = "root:x:0:\nhearth:x:898:\ngpio:x:997:pi,hearth\nspi:x:996:pi\n";

    assertEquals(
        Optional.of(new Account("hearth", 899, 898, Set.of(898, 997))),
        Account.find("hearth", accounts, groups));
    assertEquals(Optional.empty(), Account.find("hear", accounts, groups));
  }
}
