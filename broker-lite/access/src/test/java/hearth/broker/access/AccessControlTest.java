package hearth.broker.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessControlTest {
  @TempDir Path directory;

  private AccessControl acl(String... lines) throws Exception {
    return AccessControl.read(Files.write(directory.resolve("acl"), List.of(lines)));
  }

  private static boolean publishes(AccessControl acl, String user, String client, String topic) {
    return acl.permissions(user, client).mayPublish(TopicName.of(topic)).allowed();
  }

  private static boolean receives(AccessControl acl, String user, String client, String topic) {
    return acl.permissions(user, client).mayReceive(TopicName.of(topic)).allowed();
  }

  private static boolean subscribes(AccessControl acl, String user, String filter) {
    return acl.permissions(user, "client").maySubscribe(TopicFilter.of(filter)).allowed();
  }

  @Test
  void accessIsReadAndWriteUnlessNamed() throws Exception {
    AccessControl acl =
        acl(
            "user anna",
            "topic both",
            "topic readwrite both2",
            "topic read in",
            "topic write out",
            "topic write a topic with blanks");
    for (String topic : List.of("both", "both2")) {
      assertTrue(publishes(acl, "anna", "c", topic));
      assertTrue(receives(acl, "anna", "c", topic));
    }
    assertFalse(publishes(acl, "anna", "c", "in"));
    assertTrue(receives(acl, "anna", "c", "in"));
    assertTrue(publishes(acl, "anna", "c", "out"));
    assertFalse(receives(acl, "anna", "c", "out"));
    assertTrue(publishes(acl, "anna", "c", "a topic with blanks"));
    assertFalse(publishes(acl, "anna", "c", "else"));
  }

  @Test
  void whatStandsBeforeTheFirstUserIsForClientsWithoutOne() throws Exception {
    AccessControl acl = acl("topic read public", "user anna", "topic read private");
    assertTrue(receives(acl, null, "c", "public"));
    assertFalse(receives(acl, null, "c", "private"));
    assertFalse(receives(acl, "anna", "c", "public"));
    assertFalse(receives(acl, "bert", "c", "public"));
  }

  @Test
  void aUserMayStandInSeveralPlaces() throws Exception {
    AccessControl acl = acl("user anna", "topic a", "user bert", "topic b", "user anna", "topic c");
    assertTrue(receives(acl, "anna", "c", "a"));
    assertTrue(receives(acl, "anna", "c", "c"));
    assertFalse(receives(acl, "anna", "c", "b"));
  }

  @Test
  void aDenialComesFirstWhereverItStands() throws Exception {
    AccessControl acl = acl("user anna", "topic home/#", "topic deny home/safe/#");
    assertTrue(publishes(acl, "anna", "c", "home/light"));
    assertFalse(publishes(acl, "anna", "c", "home/safe/door"));
    assertFalse(receives(acl, "anna", "c", "home/safe"));
  }

  @Test
  void theUsersTopicsComeBeforeThePatternsDenials() throws Exception {
    AccessControl acl =
        acl("pattern deny home/safe", "pattern home/#", "user anna", "topic home/safe");
    assertTrue(publishes(acl, "anna", "c", "home/safe"));
    assertFalse(publishes(acl, "bert", "c", "home/safe"));
    assertTrue(publishes(acl, "bert", "c", "home/light"));
    assertTrue(publishes(acl, null, "c", "home/light"));
  }

  @Test
  void patternsNameTheClientAndTheUser() throws Exception {
    AccessControl acl = acl("pattern write dev-%c/%u/state", "pattern read %u/#");
    assertTrue(publishes(acl, "anna", "lamp", "dev-lamp/anna/state"));
    assertFalse(publishes(acl, "anna", "lamp", "dev-lamp/bert/state"));
    assertFalse(publishes(acl, "anna", "lamp2", "dev-lamp/anna/state"));
    assertTrue(receives(acl, "anna", "lamp", "anna/x/y"));
    assertFalse(receives(acl, null, "lamp", "anna/x/y"));
    assertFalse(receives(acl, null, "lamp", "%u/x"));
  }

  @Test
  void noNameWidensAPattern() throws Exception {
    AccessControl acl = acl("pattern devices/%c/state", "pattern %u/#");
    assertFalse(publishes(acl, null, "+", "devices/x/state"));
    assertFalse(publishes(acl, null, "#", "devices/x/state"));
    assertFalse(publishes(acl, null, "x/y", "devices/x/y/state"));
    assertFalse(publishes(acl, "#", "c", "x"));
    assertFalse(publishes(acl, "anna/private", "c", "anna/private/x"));
    assertFalse(receives(acl, "$SYS", "c", "$SYS/broker/uptime"));
    assertFalse(receives(acl, "%c", "lamp", "lamp/x"), "names are put in once");
    assertTrue(receives(acl, "%c", "lamp", "%c/x"));
  }

  @Test
  void noNameEscapesADenial() throws Exception {
    AccessControl acl = acl("pattern deny devices/%c/secret", "pattern devices/#");
    assertFalse(publishes(acl, null, "x", "devices/x/secret"));
    assertFalse(publishes(acl, null, "x/y", "devices/x/y/secret"));
    assertFalse(publishes(acl, null, "+", "devices/x/state"), "as in Mosquitto: no pattern at all");
  }

  @Test
  void nobodyPublishesWhereTheBrokerSpeaks() throws Exception {
    for (AccessControl acl :
        List.of(AccessControl.allowingAll(), acl("pattern #", "pattern $SYS/#"))) {
      assertFalse(publishes(acl, "anna", "c", "$SYS/broker/uptime"));
      assertFalse(publishes(acl, "anna", "c", "$share/group/topic"));
      assertTrue(publishes(acl, "anna", "c", "home/light"));
      assertTrue(receives(acl, "anna", "c", "$SYS/broker/uptime"));
      assertTrue(publishes(acl, "anna", "c", "$SYS/broker/connection/attic/state"));
    }
  }

  @Test
  void onlyARuleThatNamesItLetsAnybodyEndSessions() throws Exception {
    String remove = "$SYS/broker/sessions/remove";
    AccessControl acl =
        acl("user anna", "topic write " + remove, "user bob", "topic $SYS/#", "topic #");
    assertTrue(publishes(acl, "anna", "c", remove));
    assertFalse(publishes(acl, "anna", "c", "$SYS/broker/sessions/list"));
    assertFalse(publishes(acl, "bob", "c", remove));
    assertTrue(receives(acl, "bob", "c", "$SYS/broker/sessions/list"));
    AccessControl denied = acl("pattern deny $SYS/#", "pattern write " + remove);
    assertFalse(publishes(denied, "anna", "c", remove));
    assertTrue(publishes(AccessControl.allowingAll(), null, "c", remove));
  }

  @Test
  void aWildcardGivesNothingBelowDollar() throws Exception {
    AccessControl acl = acl("user anna", "topic read #");
    assertFalse(receives(acl, "anna", "c", "$SYS/broker/uptime"));
    assertTrue(receives(acl, "anna", "c", "a/b"));
  }

  @Test
  void anEmptyFileAllowsNothing() throws Exception {
    AccessControl acl = acl();
    assertFalse(publishes(acl, "anna", "c", "a"));
    assertFalse(subscribes(acl, "anna", "#"));
  }

  @Test
  void aSubscriptionIsRefusedWhereNothingOfItCouldBeDelivered() throws Exception {
    AccessControl acl =
        acl(
            "user anna",
            "topic read home/+/light",
            "topic write home/+/light/set",
            "topic read attic/#",
            "topic deny attic/safe/#");
    assertTrue(subscribes(acl, "anna", "home/kitchen/light"));
    assertTrue(subscribes(acl, "anna", "#"));
    assertTrue(subscribes(acl, "anna", "+/kitchen/#"));
    assertTrue(subscribes(acl, "anna", "$share/group/home/#"));
    assertFalse(subscribes(acl, "anna", "home/kitchen/light/set"));
    assertFalse(subscribes(acl, "anna", "$share/group/home/+/light/set"));
    assertFalse(subscribes(acl, "anna", "garden/#"));
    assertFalse(subscribes(acl, "anna", "$SYS/#"));
    assertTrue(subscribes(acl, "anna", "attic/+"));
    assertFalse(subscribes(acl, "anna", "attic/safe/#"));
    assertFalse(subscribes(acl, "anna", "attic/safe/+/key"));
  }

  @Test
  void aVerdictNamesItsRule() throws Exception {
    AccessControl acl = acl("# mine", "user anna", "topic  read home/#", "topic deny home/safe");
    ClientPermissions anna = acl.permissions("anna", "c");
    Path file = directory.resolve("acl");
    assertEquals(
        "allowed: " + file + ":3: topic  read home/#",
        anna.mayReceive(TopicName.of("home/x")).toString());
    assertEquals(
        "refused: " + file + ":4: topic deny home/safe",
        anna.mayPublish(TopicName.of("home/safe")).toString());
    assertEquals(
        "refused: no rule in " + file + " allows it",
        anna.mayPublish(TopicName.of("home/x")).toString());
    assertEquals(
        "refused: " + file + ":4: topic deny home/safe",
        anna.maySubscribe(TopicFilter.of("home/safe")).toString());
  }

  @Test
  void manyRulesGiveTheSameVerdictsTheSecondTime() throws Exception {
    String[] lines = new String[300];
    lines[0] = "user anna";
    for (int i = 1; i < lines.length; i++) {
      lines[i] = "topic " + (i % 3 == 0 ? "deny" : i % 2 == 0 ? "read" : "write") + " t/" + i;
    }
    ClientPermissions anna = acl(lines).permissions("anna", "c");
    for (int round = 0; round < 2; round++) {
      for (int i = 1; i < lines.length; i++) {
        TopicName name = TopicName.of("t/" + i);
        assertEquals(i % 3 != 0 && i % 2 == 0, anna.mayReceive(name).allowed());
        assertEquals(i % 3 != 0 && i % 2 != 0, anna.mayPublish(name).allowed());
        assertSame(anna.mayReceive(name), anna.mayReceive(name));
      }
    }
  }

  @Test
  void blanksAndCommentsAreNoRules() throws Exception {
    AccessControl acl =
        acl("", "  # indented", "\tuser\t anna b ", " topic\tread  x/# ", "#topic #");
    assertTrue(receives(acl, "anna b", "c", "x"));
  }

  @Test
  void allProblemsAreToldAtOnceWithTheirLines() throws Exception {
    Path path = directory.resolve("acl");
    AccessFileException e =
        assertThrows(
            AccessFileException.class,
            () ->
                acl(
                    "user anna",
                    "user",
                    "topic reed home/#",
                    "topic",
                    "topic read home/#/x",
                    "pattern %u+",
                    "topics a",
                    "topic read $share/g/t",
                    "topic read ok"));
    assertEquals(
        List.of(
            path + ":2: the user's name is missing: user NAME",
            path
                + ":3: 'reed' is not an access right; allowed are read, write, readwrite and deny,"
                + " and a topic with blanks in it needs one of them before it",
            path + ":4: the topic is missing: topic [read|write|readwrite|deny] TOPIC",
            path + ":5: 'home/#/x': # must be the last level of a Topic Filter, alone in it",
            path + ":6: '%u+': + must stand alone in its level",
            path
                + ":7: 'topics' is not a rule; a line starts with user, topic, pattern, client or #",
            path
                + ":8: rules are about topics: leave out $share/NAME/,"
                + " they count for shared subscriptions too"),
        e.getMessage().lines().toList());
  }

  @Test
  void aCommentMayStandBehindARule() throws Exception {
    AccessControl acl =
        acl(
            "user anna   # my own",
            "topic home/#\t# all of it",
            "topic deny home/safe/#  # but # that",
            "topic read #",
            "pattern write dev/%c # each its own");
    assertTrue(publishes(acl, "anna", "c", "home/x"));
    assertFalse(publishes(acl, "anna", "c", "home/safe/x"));
    assertFalse(publishes(acl, "anna", "c", "other"));
    assertTrue(subscribes(acl, "anna", "other/#"));
    assertTrue(publishes(acl, "bert", "lamp", "dev/lamp"));
    assertFalse(publishes(acl, "anna # my own", "c", "home/x"));
  }

  @Test
  void whatMightBeACommentIsTold() {
    for (String line : List.of("topic read home/x #note", "topic read # note", "topic # note")) {
      assertThrows(AccessFileException.class, () -> acl("user anna", line), line);
    }
    AccessFileException told =
        assertThrows(AccessFileException.class, () -> acl("topic read home/x #note"));
    assertTrue(told.getMessage().contains("a blank behind its #"), told.getMessage());
  }
}
