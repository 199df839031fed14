package hearth.protocol.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a Topic Name and what a Topic Filter (4.7). */
class TopicTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "/", "//", "a/b", " ", "$SYS/uptime", "ü/日本/😀", "a b/c"})
  void names(String text) {
    assertEquals(text, TopicName.of(text).toString());
    assertEquals(text, TopicFilter.of(text).toString());
    assertTrue(TopicFilter.of(text).matches(TopicName.of(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+", "#", "+/+", "a/#", "/+", "+/", "a/+/b/#", "/#"})
  void filtersThatAreNoNames(String text) {
    assertTrue(TopicFilter.of(text).hasWildcard());
    assertThrows(IllegalArgumentException.class, () -> TopicName.of(text));
  }

  /** [MQTT-4.7.3-2] [MQTT3-4.7.3-2]. */
  @Test
  void noneHoldsANullCharacter() {
    assertThrows(MalformedUtf8Exception.class, () -> TopicName.of("a\0b"));
    assertThrows(MalformedUtf8Exception.class, () -> TopicFilter.of("a/\0/#"));
    assertThrows(MalformedUtf8Exception.class, () -> TopicName.of("\uDC00"));
  }

  /** [MQTT-4.7.3-3] [MQTT3-4.7.3-3]. */
  @Test
  void noneIsLongerThan65535Bytes() {
    String longest = "ü".repeat(32_767) + "a";
    assertEquals(65_535, TopicName.of(longest).utf8().length);
    assertEquals(longest, TopicFilter.of(longest).withoutShare());
    assertThrows(MalformedUtf8Exception.class, () -> TopicName.of(longest + "a"));
    assertThrows(MalformedUtf8Exception.class, () -> TopicFilter.of(longest + "a"));
    assertThrows(MalformedUtf8Exception.class, () -> TopicName.ofUtf8(new byte[65_536]));
  }

  /** [MQTT-4.7.3-1] [MQTT3-4.7.3-1]. */
  @Test
  void noneIsEmpty() {
    assertThrows(IllegalArgumentException.class, () -> TopicName.of(""));
    assertThrows(IllegalArgumentException.class, () -> TopicFilter.of(""));
  }

  /** [MQTT-4.8.2-1] [MQTT-4.8.2-2]. */
  @Test
  void aSharedSubscriptionHasANameAndAFilter() {
    TopicFilter shared = TopicFilter.of("$share/group/a/+");
    assertTrue(shared.isShared());
    assertEquals("group", shared.shareName());
    assertEquals("a/+", shared.withoutShare());
    assertEquals("/", TopicFilter.of("$share/group//").withoutShare());
    assertNull(TopicFilter.of("$shared/group/a").shareName());
    assertFalse(TopicFilter.of("$share").isShared());
    for (String none :
        new String[] {"$share/", "$share//a", "$share/g", "$share/g/", "$share/+/a"}) {
      assertThrows(IllegalArgumentException.class, () -> TopicFilter.of(none), none);
    }
  }
}
