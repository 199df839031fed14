package hearth.runtime.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.Accounts;
import hearth.broker.access.AccessControl;
import hearth.broker.access.PasswordFile;
import hearth.broker.access.PasswordVerifier;
import hearth.broker.session.Permissions;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeAuthorityTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private Accounts accounts = accounts("anna", "bert");

  private static Accounts accounts(String... names) {
    PasswordFile users = PasswordFile.empty();
    for (String name : names) {
      users = users.with(name, "x".getBytes(UTF_8), 1, RANDOM);
    }
    return new Accounts(new PasswordVerifier(users, RANDOM), null, AccessControl.allowingAll());
  }

  private HomeAuthority authority(boolean hasCertificates) {
    return new HomeAuthority(
        ":device",
        Map.of(":bridge/a", "", ":bridge/b", "bert"),
        hasCertificates,
        (user, id) -> Permissions.NONE,
        () -> accounts,
        peer -> false);
  }

  private static List<String> gone(HomeAuthority authority) {
    return Stream.of("anna", "bert", "cleo", ":device").filter(authority::isGone).toList();
  }

  private void exchange(HomeAuthority authority, Accounts now) {
    authority.exchanged(accounts, now);
    accounts = now;
  }

  @Test
  void aBridgeMayWhatItsLocalUserMayAndAllWithoutOne() {
    HomeAuthority authority = authority(false);

    assertSame(Permissions.ALL, authority.permissions(":bridge/a", "bridge/a/out"));
    Permissions held = authority.permissions(":bridge/b", "bridge/b/out");
    assertFalse(held.mayReceive(TopicName.of("a")));
    assertFalse(held.mayPublish(TopicName.of("a")));
    assertFalse(held.maySubscribe(TopicFilter.of("#")));
    assertFalse(authority.isGone(":bridge/a"));
    assertFalse(authority.isGone(":bridge/b"));
    assertTrue(authority.mayOwn(":bridge/b", "bridge/b/out"));
  }

  @Test
  void aClientIdentifierIsWhoseTheRulesSayAndTheDevicesTooWhatever(@TempDir Path folder)
      throws Exception {
    Path rules = Files.writeString(folder.resolve("acl"), "user anna\nclient home\n");
    accounts = new Accounts(accounts.passwords(), null, AccessControl.read(rules));

    HomeAuthority authority = authority(false);

    assertTrue(authority.mayOwn("anna", "home"));
    assertFalse(authority.mayOwn("bert", "home"));
    assertFalse(authority.mayOwn(null, "home"));
    assertTrue(authority.mayOwn(":device", "home"));
  }

  /** Rules know nothing of it: at a reload it had lost all that it may. */
  @Test
  void theDeviceMayEverything() {
    HomeAuthority authority = authority(false);
    assertSame(Permissions.ALL, authority.permissions(":device", "home"));
    assertSame(Permissions.NONE, authority.permissions("anna", "home"));
    assertSame(Permissions.NONE, authority.permissions(null, "home"));
  }

  @Test
  void whoIsInNoPasswordFileIsGone() {
    HomeAuthority authority = authority(false);
    assertFalse(authority.isGone(null));
    assertEquals(List.of("cleo"), gone(authority));
    exchange(authority, accounts("bert"));
    assertEquals(List.of("anna", "cleo"), gone(authority));
  }

  /** Their users need stand in no file: gone is who was taken out of it. */
  @Test
  void withCertificatesOnlyWhoWasRemovedIs() {
    HomeAuthority authority = authority(true);
    assertEquals(List.of(), gone(authority));
    exchange(authority, accounts("bert"));
    assertEquals(List.of("anna"), gone(authority));
    exchange(authority, accounts("anna", "bert"));
    assertTrue(gone(authority).isEmpty());
  }
}
