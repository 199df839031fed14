package hearth.runtime.panel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.loop.ManualClock;
import hearth.io.net.HttpSite;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PanelVisitorsTest {
  private final ManualClock clock = new ManualClock();
  private final Map<String, Long> stamps = new HashMap<>(Map.of("anna", 7L, "eve", 9L));
  private final byte[] key = new byte[32];
  private final LoginCookies cookies = new LoginCookies(() -> key, clock, this::stamp);
  private final PanelVisitors visitors = visitors();
  private final HttpSite.Visitors plain = visitors.at(false);

  private PanelVisitors visitors() {
    return new PanelVisitors(cookies, clock, this::stamp, new Random(1));
  }

  private long stamp(String user) {
    return stamps.getOrDefault(user, 0L);
  }

  private String keep(String user) {
    return plain.trade("/keep", visitors.ticket(user));
  }

  private String user(String header, boolean secure) {
    String cookie = visitors.cookie(header, secure);
    return cookie == null ? null : visitors.user(cookie);
  }

  /** As a browser sends it back. */
  private static String sent(String setCookie) {
    return "other=1; " + setCookie.split(";")[0];
  }

  @Test
  void aTicketIsTradedOnceForACookieThatIsTheUser() {
    String ticket = visitors.ticket("anna");

    String cookie = plain.trade("/keep", ticket);

    assertTrue(cookie.startsWith("hearth="), cookie);
    assertTrue(
        cookie.endsWith("; HttpOnly; SameSite=Strict; Path=/mqtt; Max-Age=15552000"), cookie);
    assertEquals("anna", user(sent(cookie), false));
    assertNull(plain.trade("/keep", ticket));
    assertNull(plain.trade("/forget", ticket));
  }

  @Test
  void aTicketWaitsAMinute() {
    String ticket = visitors.ticket("anna");
    clock.advance(Duration.ofSeconds(60));

    assertNull(plain.trade("/keep", ticket));
    assertNull(plain.trade("/keep", "guess"));
    assertNull(plain.trade("/keep", ""));
  }

  @Test
  void aTicketOfAnOldPasswordIsNotGood() {
    String ticket = visitors.ticket("anna");
    stamps.put("anna", 8L);

    assertNull(plain.trade("/keep", ticket));
  }

  @Test
  void aNewPasswordOrNoUserEndsEveryLogin() {
    String cookie = sent(keep("anna"));

    stamps.put("anna", 8L);
    assertNull(user(cookie, false));
    stamps.put("anna", 7L);
    assertEquals("anna", user(cookie, false));
    stamps.remove("anna");
    assertNull(user(cookie, false));
  }

  @Test
  void aCookieEndsAfterHalfAYear() {
    String cookie = sent(keep("anna"));
    clock.advance(LoginCookies.COOKIE_HOLDS.minusSeconds(1));
    assertEquals("anna", user(cookie, false));
    clock.advance(Duration.ofSeconds(1));
    assertNull(user(cookie, false));
  }

  @Test
  void nothingOfACookieCanBeChanged() {
    String cookie = sent(keep("anna"));
    for (int i = cookie.indexOf("hearth=") + 7; i < cookie.length(); i++) {
      char other = cookie.charAt(i) == 'A' ? 'B' : 'A';
      String changed = cookie.substring(0, i) + other + cookie.substring(i + 1);
      // The last character of Base64 has bits that mean nothing: the code is compared as text.
      assertNull(user(changed, false), changed);
    }
    String[] evil = {"", "hearth", "hearth=", "hearth=..", "hearth=YQ.1.", "hearth=%.1.a"};
    for (String each : evil) {
      assertNull(user(each, false), each);
    }
    key[0] = 1;
    assertNull(user(cookie, false));
  }

  @Test
  void aCookieOfHttpsIsNoneOfHttp() {
    String secure = visitors.at(true).trade("/keep", visitors.ticket("anna"));

    assertTrue(secure.startsWith("__Secure-hearth=") && secure.endsWith("; Secure"), secure);
    assertEquals("anna", user(sent(secure), true));
    assertNull(user(sent(secure), false));
  }

  @Test
  void loggingOutTakesTheCookie() {
    String gone = plain.trade("/forget", visitors.ticket("anna"));

    assertEquals("hearth=; HttpOnly; SameSite=Strict; Path=/mqtt; Max-Age=0", gone);
    assertNull(user(sent(gone), false));
  }

  @Test
  void aPairingCodeIsGoodOnceAndForFiveMinutes() {
    clock.advance(Duration.ofSeconds(1));
    String code = cookies.pairingCode("eve");
    clock.advance(Duration.ofMinutes(4));
    assertNull(plain.trade("/keep", code));
    assertEquals("eve", user(sent(plain.trade("/pair", code)), false));
    assertNull(plain.trade("/pair", code));

    String late = cookies.pairingCode("eve");
    clock.advance(Duration.ofMinutes(5));
    assertNull(plain.trade("/pair", late));
  }

  @Test
  void aCodeAndACookieAreNotGoodInPlaceOfEachOther() {
    String code = cookies.pairingCode("eve");
    assertNull(user("hearth=" + code, false));
    String cookie = keep("anna");
    assertNull(plain.trade("/pair", cookie.substring(7, cookie.indexOf(';'))));
  }

  @Test
  void aCodeOfBeforeARestartIsNotTakenASecondTime() {
    String code = cookies.pairingCode("eve");
    assertNotNull(plain.trade("/pair", code));
    clock.advance(Duration.ofSeconds(2));

    assertNull(visitors().at(false).trade("/pair", code));
  }

  @Test
  void manyTicketsAreNotHeld() {
    String first = visitors.ticket("anna");
    for (int i = 0; i < 256; i++) {
      visitors.ticket("eve");
    }
    assertNull(plain.trade("/keep", first));
  }

  @Test
  void ofAllCookiesOursAloneIsHeldAndNoLongOne() {
    assertEquals("c", visitors.cookie("a=" + "b".repeat(8000) + "; hearth=c; d=e", false));
    assertNull(visitors.cookie("hearth=" + "c".repeat(2049), false));
    assertNull(visitors.cookie("a=b", false));
  }
}
