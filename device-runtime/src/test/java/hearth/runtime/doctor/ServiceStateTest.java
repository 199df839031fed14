package hearth.runtime.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.board.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceStateTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ActiveState=active SubState=running | NOTE | It runs.",
        "ActiveState=inactive SubState=dead | WARNING | sudo systemctl start hearth",
        "ActiveState=failed Result=exit-code ExecMainStatus=78 | ERROR | hearth check tells where",
        "ActiveState=failed Result=oom-kill ExecMainStatus=9 | ERROR | It has failed (oom-kill)",
        "ActiveState=activating SubState=auto-restart NRestarts=7 | ERROR | It has ended 7 times",
        "ActiveState=activating SubState=start | NOTE | started or ended just now",
      })
  void eachStateSaysWhatToDo(String answer, String severity, String text) {
    List<Finding> findings =
        ServiceState.ofService("LoadState=loaded\n" + answer.strip().replace(' ', '\n'));

    assertEquals(1, findings.size());
    assertEquals(severity, findings.get(0).severity().name());
    assertTrue(findings.get(0).text().contains(text), findings.get(0).text());
  }

  @Test
  void withoutTheServiceNothingIsSaid() {
    assertEquals(List.of(), ServiceState.ofService("LoadState=not-found\nActiveState=inactive\n"));
    assertEquals(List.of(), ServiceState.ofService(""));
  }
}
