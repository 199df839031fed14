package hearth.broker.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.topic.TopicName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadableTest {
  private static final TopicName TOPIC = TopicName.of("a");

  @TempDir Path directory;

  @Test
  void aBrokenFileKeepsTheOldStateAndSaysSo() throws Exception {
    Path acl = Files.writeString(directory.resolve("acl"), "user anna\ntopic a\n");
    Reloadable<AccessControl> access =
        new Reloadable<>("the access control file", () -> AccessControl.read(acl));
    AccessControl before = access.current();
    assertTrue(before.permissions("anna", "c").mayPublish(TOPIC).allowed());

    Files.writeString(acl, "user anna\ntopik b\n");
    assertEquals(
        "the access control file cannot be reloaded, so the old state stays in use: "
            + acl
            + ":2: 'topik' is not a rule; a line starts with user, topic, pattern, client or #",
        access.reload());
    assertSame(before, access.current());

    Files.writeString(acl, "user anna\ntopic b\n");
    assertNull(access.reload());
    assertFalse(access.current().permissions("anna", "c").mayPublish(TOPIC).allowed());
  }

  @Test
  void theFirstReadingMustSucceed() {
    assertThrows(
        GeneralSecurityException.class,
        () ->
            new Reloadable<>(
                "certificates",
                () -> {
                  throw new GeneralSecurityException("no certificate");
                }));
  }
}
