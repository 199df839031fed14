package hearth.io.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "home/küche", "21.4 °C", "日本", "\ud83d\udc68\u200d\ud83d\udc69"})
  void whatPeopleWriteStaysAsItIs(String text) {
    assertEquals(text, PrintableText.of(text));
  }

  @Test
  void whatSteersATerminalIsWrittenOut() {
    assertEquals("\\u{1b}[31mred\\u{7}", PrintableText.of("\033[31mred\7"));
    assertEquals("a\\u{d}\\u{a}b\\u{9}", PrintableText.of("a\r\nb\t"));
    assertEquals(
        "\\u{9b}2J\\u{202e}x\\u{2066}\\u{2028}", PrintableText.of("\u009b2J\u202ex\u2066\u2028"));
    assertEquals("\\u{7f}\\u{feff}\\u{e0001}", PrintableText.of("\u007f\ufeff\udb40\udc01"));
    assertEquals("\\u{d800}", PrintableText.of("\ud800"));
  }

  @Test
  void ofManyLinesTheFirstAreEnough() {
    assertEquals("a\n\\u{7}", PrintableText.lines(List.of("a", "\7")));
    assertEquals(
        "x\n".repeat(50) + "and 950 more", PrintableText.lines(Collections.nCopies(1000, "x")));
    assertEquals(1001, PrintableText.lines(List.of("x".repeat(100_000))).length());
  }

  @Test
  void whatIsLongIsCutBetweenCharacters() {
    assertEquals("x".repeat(200), PrintableText.of("x".repeat(200)));
    assertEquals("x".repeat(200) + "…", PrintableText.of("x".repeat(65_535)));
    assertEquals("\ud83d\ude00\ud83d\ude00…", PrintableText.of("\ud83d\ude00".repeat(3), 2));
  }
}
