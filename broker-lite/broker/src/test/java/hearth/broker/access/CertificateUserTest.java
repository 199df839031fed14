package hearth.broker.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateUserTest {
  private static String user(String name) {
    return CertificateUser.of(new X500Principal(name).getName());
  }

  @Test
  void isTheCommonName() {
    assertEquals("anna", user("CN=anna"));
    assertEquals("anna", user("C=DE, O=\"Home, sweet\", CN=anna"));
    assertEquals("anna", user("O=Home + CN=anna"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b", "a+b", "a=b", "a\"b", "a\\b", "a;b", "<a>", "#a", "ä€😀"})
  void keepsEveryCharacterOfTheName(String name) {
    assertEquals(name, user("O=Home, CN=\"" + name.replaceAll("([\"\\\\])", "\\\\$1") + "\""));
  }

  @Test
  void nobodySneaksAnotherNameIn() {
    assertEquals("anna", user("O=\"Home,CN=admin\", CN=anna"));
    assertEquals("anna,CN=admin", user("CN=\"anna,CN=admin\""));
    assertNull(user("CN=anna, CN=admin"), "two names name nobody");
  }

  @Test
  void noNameIsNobody() {
    assertNull(CertificateUser.of(null));
    assertNull(user(""));
    assertNull(user("O=Home"));
    assertNull(user("CN=, O=Home"));
  }
}
