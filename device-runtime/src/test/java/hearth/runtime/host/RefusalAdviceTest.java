package hearth.runtime.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import hearth.broker.access.Refusal;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefusalAdviceTest {
  private static final String NO_RULE = "no rule in acl allows it";

  private final RefusalAdvice advice =
      new RefusalAdvice(Path.of("/etc/hearth/passwd"), Path.of("/etc/hearth/acl"));

  private String of(String user, String what, String why) {
    return advice.advice(
        new Refusal(Instant.EPOCH, Refusal.who("phone", user), "192.168.1.7", what, why));
  }

  @Test
  void eachHasWhatLetsItIn() {
    assertEquals(
        "printf '\\nuser %s\\ntopic %s %s\\n' 'anna' write 'home/safe' | sudo tee -a"
            + " /etc/hearth/acl && sudo hearth reload",
        of("anna", "publish to home/safe", NO_RULE));
    assertEquals(
        "printf '\\nuser %s\\ntopic %s %s\\n' 'anna' read 'home/#' | sudo tee -a"
            + " /etc/hearth/acl && sudo hearth reload",
        of("anna", "subscribe to home/#", NO_RULE));
    assertEquals(
        "sudo hearth passwd /etc/hearth/passwd 'anna'",
        of("anna", "connect", "wrong user name or password for anna"));
    assertEquals(
        "sudo hearth passwd -g /etc/hearth/passwd NAME",
        of(null, "connect", "it gave no user name, and one is needed here"));
    assertEquals(
        "raise 'connections_per_second' under 'limits:' of the broker",
        of(null, "connect", "too many (limits.connections_per_second)"));
    assertEquals(
        "names: [pi.home.example]",
        of(null, "shake hands", "this machine is not called pi.home.example; where it is to be"));
  }

  @Test
  void whatStrangersChooseNeverComesIntoACommand() {
    assertNull(of("anna", "publish to x'; rm -rf ~; '", NO_RULE));
    assertNull(of("anna", "publish to $(reboot)", NO_RULE));
    assertNull(of("anna", "publish to `reboot`", NO_RULE));
    assertNull(of("a'; reboot; '", "publish to x", NO_RULE));
    assertNull(of("a;reboot", "connect", "wrong user name or password for a;reboot"));
    assertNull(of("anna", "publish to a\nuser root", NO_RULE));
    assertNull(of(null, "publish to home/x", NO_RULE));
  }
}
