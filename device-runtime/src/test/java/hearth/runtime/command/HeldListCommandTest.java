package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeldListCommandTest {
  @Test
  void columnsAreAsWideAsTheyNeedBe() {
    assertEquals(
        List.of(
            "topic   bytes  user", "a       12     -", "home/b  3      anna", "and 2 more, all"),
        HeldListCommand.columns("topic\tbytes\tuser\na\t12\t-\nhome/b\t3\tanna\nand 2 more, all"));
    assertEquals(List.of(), HeldListCommand.columns(""));
  }

  @Test
  void whatABrokerSaysSteersNoTerminal() {
    assertEquals(List.of("\\u{1b}[2J  x"), HeldListCommand.columns("\u001b[2J\tx"));
  }
}
