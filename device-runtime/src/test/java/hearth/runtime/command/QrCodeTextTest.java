package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nayuki.qrcodegen.QrCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class QrCodeTextTest {
  private static final String TEXT = "mqtt://phone:k7dq-m9xw-aaaa-bbbb-cccc@raspberrypi.local:1883";

  @Test
  void everyModuleIsHalfABlockLitWhereItIsLight() {
    QrCode code = QrCode.encodeText(TEXT, QrCode.Ecc.LOW);
    List<String> lines = QrCodeText.of(TEXT, false).lines().toList();
    assertEquals((code.size + 8 + 1) / 2, lines.size());
    for (int y = -4; y < code.size + 4; y++) {
      String line = lines.get((y + 4) / 2);
      assertEquals(code.size + 8, line.length());
      for (int x = -4; x < code.size + 4; x++) {
        char block = line.charAt(x + 4);
        boolean light = block == '█' || block == (y % 2 == 0 ? '▀' : '▄');
        assertEquals(!code.getModule(x, y), light, x + ", " + y);
      }
    }
  }

  @Test
  void coloursAreSetForEachLineAndTakenBack() {
    List<String> plain = QrCodeText.of(TEXT, false).lines().toList();
    assertEquals(
        plain.stream().map(line -> "\u001b[97;40m" + line + "\u001b[0m").toList(),
        QrCodeText.of(TEXT, true).lines().toList());
  }
}
