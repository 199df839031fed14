package hearth.runtime.host;

import static hearth.runtime.host.PanelPermissions.Reading.ALL;
import static hearth.runtime.host.PanelPermissions.Reading.BY_RULES;
import static hearth.runtime.host.PanelPermissions.Reading.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.session.Permissions;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.List;
import org.junit.jupiter.api.Test;

class PanelPermissionsTest {
  private static PanelPermissions of(String user, String client, boolean admin) {
    return new PanelPermissions(Permissions.NONE, user, client, admin ? ALL : BY_RULES);
  }

  private static boolean all(PanelPermissions who, String topic) {
    boolean may = who.mayPublish(TopicName.of(topic));
    boolean same =
        may == who.mayReceive(TopicName.of(topic))
            && may == who.maySubscribe(TopicFilter.of(topic));
    assertTrue(same, topic);
    return may;
  }

  private static boolean reads(PanelPermissions who, String topic) {
    boolean may = who.mayReceive(TopicName.of(topic));
    assertTrue(may == who.maySubscribe(TopicFilter.of(topic)), topic);
    assertFalse(who.mayPublish(TopicName.of(topic)), topic);
    return may;
  }

  @Test
  void aUserHasTopicsOfItsOwnAndOfItsClient() {
    PanelPermissions anna = of("anna", "panel-x7", false);

    assertTrue(all(anna, "panel/anna/layout"));
    assertTrue(all(anna, "panel/panel-x7/answer"));
    assertFalse(all(anna, "panel/eve/layout"));
    assertFalse(all(anna, "panel/anna"));
    assertFalse(all(anna, "panel/annabel/layout"));
    assertFalse(all(anna, "home/panel/anna/layout"));
    assertTrue(all(of("a/+#%", "x", false), "panel/a%2F%2B%23%25/layout"));
  }

  @Test
  void nobodyComesByTheTopicsOfAnotherByItsName() {
    assertFalse(all(of("eve", "anna", false), "panel/anna/layout"));
    assertFalse(all(of("panel-x7", "y", false), "panel/panel-x7/answer"));
    assertFalse(all(of(null, "panel-x7", false), "panel/panel-x7/answer"));
    assertFalse(all(of("eve", "panel-a/b", false), "panel/panel-a/b/c"));
  }

  @Test
  void aWildcardReachesNoFurther() {
    PanelPermissions anna = of("anna", "panel-x7", false);

    assertTrue(anna.maySubscribe(TopicFilter.of("panel/anna/#")));
    assertFalse(anna.maySubscribe(TopicFilter.of("panel/+/layout")));
    assertFalse(anna.maySubscribe(TopicFilter.of("panel/#")));
    assertFalse(anna.maySubscribe(TopicFilter.of("$share/x/$SYS/broker/panel/me")));
  }

  @Test
  void whatTellsOfOthersIsForAdmins() {
    for (String topic : new String[] {"clients/list", "refusals/list", "store", "log/last"}) {
      assertTrue(reads(of("anna", "c", true), "$SYS/broker/" + topic));
      assertFalse(reads(of("eve", "c", false), "$SYS/broker/" + topic));
      assertFalse(
          reads(
              new PanelPermissions(Permissions.ALL, "eve", "c", BY_RULES), "$SYS/broker/" + topic));
      assertFalse(
          reads(
              new PanelPermissions(Permissions.ALL, null, "c", BY_RULES), "$SYS/broker/" + topic));
    }
  }

  @Test
  void whoHasLoggedInMayReadWhatThePageNeeds() {
    for (String topic : new String[] {"me", "ticket", "things", "wiring"}) {
      assertTrue(reads(of("eve", "c", false), "$SYS/broker/panel/" + topic));
      assertFalse(reads(of(null, "c", false), "$SYS/broker/panel/" + topic));
    }
  }

  @Test
  void whereThereAreAdminsAndNoRulesTheListsOfTheCommandsAreForThemAlone() {
    PanelPermissions eve = new PanelPermissions(Permissions.ALL, "eve", "c", NONE);
    PanelPermissions ruled = new PanelPermissions(Permissions.ALL, "eve", "c", BY_RULES);
    PanelPermissions anna = new PanelPermissions(Permissions.ALL, "anna", "c", ALL);
    for (String topic : List.of("sessions/list", "retained/list", "refusals/last")) {
      TopicName name = TopicName.of("$SYS/broker/" + topic);
      assertFalse(eve.mayReceive(name), topic);
      assertTrue(ruled.mayReceive(name), topic);
      assertTrue(anna.mayReceive(name), topic);
    }
    assertFalse(eve.maySubscribe(TopicFilter.of("$SYS/broker/refusals/+")));
    assertEquals(
        "only users under 'panel_admins:' may read that",
        eve.whyNotSubscribe(TopicFilter.of("$SYS/broker/refusals/+")));
    assertFalse(eve.mayPublish(TopicName.of("$SYS/broker/sessions/remove")));
    assertTrue(anna.mayPublish(TopicName.of("$SYS/broker/sessions/remove")));
    assertTrue(eve.mayReceive(TopicName.of("$SYS/broker/uptime")));
    assertTrue(eve.mayReceive(TopicName.of("$SYS/broker/retained messages/count")));
  }
}
