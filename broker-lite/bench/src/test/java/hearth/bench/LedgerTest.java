package hearth.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LedgerTest {
  private final Ledger ledger = new Ledger(2);

  private void receive(int stream, long... numbers) {
    for (long number : numbers) {
      ledger.received(stream, number);
    }
  }

  @Test
  void findsNothingWhereAllCameInOrder() {
    receive(0, 0, 1, 2);
    receive(1, 0);
    assertEquals(4, ledger.received());
    assertEquals(0, ledger.passedOver() + ledger.late() + ledger.duplicates());
    assertEquals(0, ledger.lostAtTheEnd(0, 3));
  }

  @Test
  void countsWhatWasPassedOverAndWhatIsMissingAtTheEnd() {
    receive(0, 0, 3);
    assertEquals(2, ledger.passedOver());
    assertEquals(1, ledger.lostAtTheEnd(0, 5));
    assertEquals(7, ledger.lostAtTheEnd(1, 7));
  }

  @Test
  void tellsLateFromTwice() {
    receive(0, 0, 2, 1, 1, 2);
    assertEquals(0, ledger.passedOver());
    assertEquals(1, ledger.late());
    assertEquals(2, ledger.duplicates());
  }
}
