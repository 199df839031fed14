package hearth.broker.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayOutputStream;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateUserTest {
  private static String user(String name) {
    return CertificateUser.of(new X500Principal(name));
  }

  @Test
  void isTheCommonName() {
    assertEquals("anna", user("CN=anna"));
    assertEquals("anna", user("C=DE, O=\"Home, sweet\", CN=anna"));
    assertEquals("anna", user("O=Home + CN=anna"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b", "a+b", "a=b", "a\"b", "a\\b", "a;b", "<a>", "a#", "ä€😀"})
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
    assertNull(CertificateUser.of((X509Certificate) null));
    assertNull(user(""));
    assertNull(user("O=Home"));
    assertNull(user("CN=, O=Home"));
  }

  /** As in the password file, where nobody could be called so. */
  @ParameterizedTest
  @ValueSource(strings = {":device", "a:b", "#a", " a", "a ", "a\u0007", "a\nb", "\u009b31m"})
  void whatNoUserCouldBeCalledIsNobody(String name) {
    assertNull(CertificateUser.of(subject(12, name.getBytes(UTF_8))));
  }

  @Test
  void everyKindOfStringIsDecoded() {
    assertEquals("Ännä", CertificateUser.of(subject(30, "Ännä".getBytes(UTF_16BE))), "BMPString");
    assertEquals("Ännä", CertificateUser.of(subject(12, "Ännä".getBytes(UTF_8))), "UTF8String");
    assertEquals("anna", CertificateUser.of(subject(19, "anna".getBytes(UTF_8))), "Printable");
    assertEquals("Ännä", CertificateUser.of(subject(20, "Ännä".getBytes(ISO_8859_1))), "Teletex");
    assertEquals("anna", CertificateUser.of(subject(22, "anna".getBytes(UTF_8))), "IA5String");
    assertNull(CertificateUser.of(subject(4, "anna".getBytes(UTF_8))), "an octet string");
  }

  /** A name with one common name, in this kind of string. */
  private static X500Principal subject(int tag, byte[] name) {
    byte[] type = {6, 3, 0x55, 4, 3};
    return new X500Principal(der(0x30, der(0x31, der(0x30, type, der(tag, name)))));
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    element.write(content.size());
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }
}
