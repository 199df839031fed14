package hearth.runtime.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuntimeAgeTest {
  private static final LocalDate RELEASED = LocalDate.of(2026, 4, 21);

  private static List<Finding> after(int days) {
    return RuntimeAge.of("/usr/lib/hearth/runtime", "17.0.19", RELEASED, RELEASED.plusDays(days));
  }

  @Test
  void anOldOneNeedsANewerPackage() {
    assertEquals(Severity.NOTE, after(120).get(0).severity());
    Finding old = after(121).get(0);
    assertEquals(Severity.WARNING, old.severity());
    assertTrue(old.text().contains("17.0.19, is 121 days old"), old.text());
    assertTrue(old.text().contains("install a newer package"), old.text());
  }

  @Test
  void thatOfTheDistributionIsItsOwn() {
    assertEquals(
        List.of(), RuntimeAge.of("/usr/lib/jvm/java-17", "17", RELEASED, RELEASED.plusYears(3)));
  }
}
