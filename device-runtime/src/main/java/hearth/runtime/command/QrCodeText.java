package hearth.runtime.command;

import io.nayuki.qrcodegen.QrCode;

/** A QR code in characters: two rows of modules a line, by half blocks. */
public final class QrCodeText {
  /** The light border that readers need, in modules. */
  private static final int QUIET_ZONE = 4;

  /** By the upper module and the lower one, lit where they are light. */
  private static final String[][] BLOCKS = {{" ", "▄"}, {"▀", "█"}};

  private static final String WHITE_ON_BLACK = "\u001b[97;40m";
  private static final String RESET = "\u001b[0m";

  private QrCodeText() {}

  /**
   * The lines of the code.
   *
   * @param text what it says, as UTF-8
   * @param coloured whether to set the terminal's colours, so that it is right on a light one too;
   *     otherwise the characters themselves must be light on dark
   */
  public static String of(String text, boolean coloured) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.LOW);
    StringBuilder lines = new StringBuilder();
    for (int y = -QUIET_ZONE; y < code.size + QUIET_ZONE; y += 2) {
      lines.append(coloured ? WHITE_ON_BLACK : "");
      for (int x = -QUIET_ZONE; x < code.size + QUIET_ZONE; x++) {
        lines.append(BLOCKS[isLight(code, x, y)][isLight(code, x, y + 1)]);
      }
      lines.append(coloured ? RESET : "").append('\n');
    }
    return lines.toString();
  }

  private static int isLight(QrCode code, int x, int y) {
    return y < code.size + QUIET_ZONE && !code.getModule(x, y) ? 1 : 0;
  }
}
