package hearth.runtime.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.AccountAuthenticator;
import hearth.broker.Accounts;
import hearth.broker.PasswordQueue;
import hearth.broker.access.AccessControl;
import hearth.broker.access.FailedLogins;
import hearth.broker.access.PasswordFile;
import hearth.broker.access.PasswordVerifier;
import hearth.broker.connection.Authenticator.AuthResult;
import hearth.io.loop.ManualLoop;
import hearth.io.net.Peer;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.runtime.panel.LoginCookies;
import hearth.runtime.panel.PanelVisitors;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class PanelLoginTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ManualLoop loop = new ManualLoop();
  private PasswordFile users = PasswordFile.empty().with("anna", "rose".getBytes(UTF_8), 1, RANDOM);
  private Accounts accounts = accounts();
  private final AccountAuthenticator strict =
      new AccountAuthenticator(
          loop,
          Runnable::run,
          false,
          new AccountAuthenticator.Guard(
              new FailedLogins(FailedLogins.Limits.standard(), () -> new byte[32]),
              new PasswordQueue(16, 256)),
          () -> accounts);
  private final ToLongFunction<String> stamps = user -> accounts.passwords().stamp(user);
  private final PanelVisitors visitors =
      new PanelVisitors(
          new LoginCookies(() -> new byte[32], loop.clock(), stamps), loop.clock(), stamps, RANDOM);
  private final String cookie =
      visitors.at(false).trade("/keep", visitors.ticket("anna")).split(";")[0];

  private Accounts accounts() {
    return new Accounts(new PasswordVerifier(users, RANDOM), null, AccessControl.allowingAll());
  }

  private PanelLogin login(boolean certified) {
    return new PanelLogin(strict, visitors, "a=b; " + cookie, certified, false);
  }

  private static AuthResult connect(PanelLogin login) {
    List<AuthResult> verdicts = new ArrayList<>();
    login.authenticate(
        new Connect(MqttVersion.V5, true, 0, "c", null, null, null, Properties.NONE),
        "c",
        new Peer("10.0.0.1", 1, null),
        verdicts::add);
    return verdicts.get(0);
  }

  @Test
  void aCookieLetsInUntilThePasswordChanges() {
    PanelLogin login = login(false);

    AuthResult verdict = connect(login);

    assertEquals("anna", verdict.userName());
    assertTrue(login.isKept());
    assertNull(verdict.credential().whyRevoked());
    users = users.with("anna", "new".getBytes(UTF_8), 1, RANDOM);
    accounts = accounts();
    assertNotNull(verdict.credential().whyRevoked());
  }

  @Test
  void whatChangesBetweenTheRequestAndConnectCounts() {
    PanelLogin waits = login(false);
    PanelLogin waitsLonger = login(false);

    users = users.with("anna", "new".getBytes(UTF_8), 1, RANDOM);
    accounts = accounts();
    assertNull(connect(waits).userName());
    assertFalse(waits.isKept());

    users = users.without("anna");
    accounts = accounts();
    assertNull(connect(waitsLonger).userName());
  }

  @Test
  void theCookieIsHeldForOneConnectAlone() {
    PanelLogin login = login(false);

    assertEquals("anna", connect(login).userName());

    assertNull(connect(login).userName());
  }

  @Test
  void whoComesByACertificateGetsNoCookieThatOutlastsIt() {
    assertTrue(login(false).mayBeKept());
    assertFalse(login(true).mayBeKept());
    assertNull(connect(login(true)).userName());
  }
}
