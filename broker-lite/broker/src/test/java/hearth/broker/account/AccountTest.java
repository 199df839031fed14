package hearth.broker.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountTest {
  private final Owners owners =
      new Owners(
          new Limits(Map.of(Budget.QUEUES, 1000L, Budget.STRANGERS, 500L)),
          new Limits(Map.of(Budget.STRANGERS, 200L)),
          new Limits(Map.of(Budget.SESSIONS, 300L)),
          new Limits(Map.of(Budget.SESSIONS, 200L)));

  @Test
  void whoHasNoNameIsHeldToItsAddressAndToAllWithoutNames() {
    Account one = owners.of(Owners.called(null, "one")).open("lamp");
    Account two = owners.of(Owners.called(null, "two")).open("fan");
    one.charge(Kind.WILL, 190);

    assertFalse(one.hasRoom(Kind.WILL, 11));
    assertTrue(two.hasRoom(Kind.WILL, 110));
    assertFalse(two.hasRoom(Kind.WILL, 111), "all without names");
    assertTrue(owners.look(Owners.called("anna", "two")).hasRoom(Kind.WILL, 300));
    assertFalse(owners.look(Owners.called(null, "three")).hasRoom(Kind.WILL, 111));
    assertEquals(2, owners.users().size(), "who is only looked at has no account");

    one.drop();
    two.drop();
    assertTrue(owners.users().isEmpty());
  }

  private static SharedBytes shared(int bytes) {
    return new SharedBytes() {
      @Override
      public int memory() {
        return bytes;
      }
    };
  }

  @Test
  void whatASessionHoldsIsHeldByItsUserAndByTheWhole() {
    Account session = owners.user("anna").open("lamp");

    session.charge(Kind.QUEUED, 100);
    session.charge(Kind.WILL, 20);
    session.release(Kind.QUEUED, 40);

    assertEquals(60, owners.user("anna").held(Kind.QUEUED));
    assertEquals(60, owners.whole().held(Budget.QUEUES));
    assertEquals(80, owners.whole().bytes());
    assertEquals(80, session.bytes());
  }

  @Test
  void whatSeveralHoldIsThereOnceForTheWholeAndInFullForEach() {
    Account one = owners.user("anna").open("one");
    Account two = owners.user("anna").open("two");
    SharedBytes message = shared(100);

    one.hold(Kind.QUEUED, 8, message);
    two.hold(Kind.QUEUED, 8, message);

    assertEquals(116, owners.whole().bytes());
    assertEquals(108, one.bytes());
    assertEquals(216, owners.whole().held(Kind.QUEUED));

    assertEquals(116, owners.whole().held(Budget.QUEUES));
    two.hold(Kind.OUTPUT, 0, message);
    one.letGo(Kind.QUEUED, 8, message);
    two.letGo(Kind.QUEUED, 8, message);
    assertEquals(0, owners.whole().held(Budget.QUEUES), "each budget by itself");
    assertEquals(100, owners.whole().held(Budget.BUFFERS));
    two.hold(Kind.QUEUED, 8, message);
    assertEquals(108, owners.whole().bytes());
    two.letGo(Kind.OUTPUT, 0, message);
    assertEquals(108, owners.whole().bytes());
    two.letGo(Kind.QUEUED, 8, message);
    assertEquals(0, owners.whole().bytes());
    assertFalse(message.isHeld());
  }

  @Test
  void aLimitAnywhereAboveCountsAndSaysWhoseItIs() {
    Account session = owners.user("anna").open("lamp");

    assertTrue(session.hasRoom(Kind.QUEUED, 1000));
    assertFalse(session.hasRoom(Kind.QUEUED, 1001));
    session.charge(Kind.SUBSCRIPTION, 250);
    assertNull(session.whyNot(Kind.WILL, 50));
    String why = session.whyNot(Kind.WILL, 51);
    assertTrue(why.startsWith("user anna may hold"), why);
    assertTrue(why.endsWith("(limits.session_bytes)"), why);
    assertTrue(owners.user("bert").open("other").hasRoom(Kind.WILL, 51));
  }

  @Test
  void anAddressHasAShareAndAllStrangersTogetherHaveATotal() {
    Account first = owners.stranger("192.0.2.1");
    first.charge(Kind.CONNECT, 200);

    assertFalse(owners.stranger("192.0.2.1").hasRoom(Kind.CONNECT, 1));
    owners.stranger("192.0.2.2").charge(Kind.CONNECT, 200);
    assertTrue(owners.stranger("192.0.2.3").hasRoom(Kind.CONNECT, 100));
    assertFalse(owners.stranger("192.0.2.3").hasRoom(Kind.CONNECT, 101));
  }

  @Test
  void aConnectionThatIsLetInTakesWhatItHoldsToItsUser() {
    Account connection = owners.stranger("192.0.2.1");
    connection.charge(Kind.CONNECTION, 30);
    connection.charge(Kind.CONNECT, 100);
    connection.release(Kind.CONNECT, 100);

    connection.moveTo(owners.user("anna"));

    assertEquals(30, owners.user("anna").held(Kind.CONNECTION));
    assertEquals(30, owners.whole().held(Kind.CONNECTION));
    assertTrue(owners.stranger("192.0.2.1").hasRoom(Kind.CONNECT, 200));
  }

  @Test
  void aUserWithoutSessionsIsForgotten() {
    Account session = owners.user("anna").open("lamp");
    assertEquals(1, owners.users().size());

    session.close();

    assertEquals(0, owners.users().size());
  }

  @Test
  void anAccountThatIsClosedTellsWhatWasForgotten() {
    Account session = owners.user("anna").open("lamp");
    session.charge(Kind.ALIAS, 7);

    AssertionError error = assertThrows(AssertionError.class, session::close);

    assertTrue(error.getMessage().contains("lamp"), error.getMessage());
    assertTrue(error.getMessage().contains("topic aliases=7"), error.getMessage());
  }

  @Test
  void whatIsMeasuredIsChargedByItsDifference() {
    Account connection = owners.stranger("192.0.2.1");

    connection.set(Kind.OUTPUT, 50);
    connection.set(Kind.OUTPUT, 20);

    assertEquals(20, owners.whole().held(Kind.OUTPUT));
  }

  @Test
  void whatIsSentTurnsFromQueuedToInFlight() {
    Account session = owners.user(null).open("lamp");
    session.charge(Kind.QUEUED, 50);

    session.turn(Kind.QUEUED, Kind.IN_FLIGHT, 50);

    assertEquals(0, session.held(Kind.QUEUED));
    assertEquals(50, owners.whole().held(Kind.IN_FLIGHT));
    assertEquals(50, owners.whole().held(Budget.QUEUES));
  }

  @Test
  void whatIsSharedIsStillThereOnceWhenOneHasSentIt() {
    Account one = owners.user("anna").open("one");
    Account two = owners.user("anna").open("two");
    SharedBytes message = shared(100);
    one.hold(Kind.QUEUED, 8, message);
    two.hold(Kind.QUEUED, 8, message);

    one.turn(Kind.QUEUED, Kind.IN_FLIGHT, 108);

    assertEquals(116, owners.whole().held(Budget.QUEUES));
    one.letGo(Kind.IN_FLIGHT, 8, message);
    assertEquals(108, owners.whole().bytes());
    two.letGo(Kind.QUEUED, 8, message);
    assertEquals(0, owners.whole().bytes());
  }
}
