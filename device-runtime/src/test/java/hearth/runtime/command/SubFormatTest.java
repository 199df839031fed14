package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.client.ReceivedMessage;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import hearth.runtime.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubFormatTest {
  /** A Saturday, as mosquitto_sub printed it for the same formats. */
  private static final ZonedDateTime NOW =
      ZonedDateTime.of(2026, 11, 21, 10, 48, 9, 795_574_000, ZoneId.of("UTC"));

  private static ReceivedMessage message(byte[] payload, Properties properties) {
    return new ReceivedMessage(
        new Publish(false, QoS.AT_LEAST_ONCE, true, TopicName.of("a/b"), 1, properties, payload));
  }

  private static String format(String format, String payload, Properties properties) {
    return new String(
        SubFormat.of(format, false, false)
            .apply(message(payload.getBytes(StandardCharsets.UTF_8), properties), NOW),
        StandardCharsets.UTF_8);
  }

  private static final Properties ALL =
      Properties.builder()
          .user("k", "v")
          .user("k2", "v2")
          .add(Property.CONTENT_TYPE, "text/plain")
          .add(Property.RESPONSE_TOPIC, "r/t")
          .add(Property.CORRELATION_DATA, "cd".getBytes(StandardCharsets.UTF_8))
          .add(Property.PAYLOAD_FORMAT_INDICATOR, 1)
          .add(Property.MESSAGE_EXPIRY_INTERVAL, 100)
          .build();

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "%t %p, a/b hi",
        "%%, %",
        "`[%10t]`, `[       a/b]`",
        "`[%-10t]`, `[a/b       ]`",
        "`[%.2t]`, `[a/]`",
        "`[%4.2t]`, `[  a/]`",
        "%05l, 00002",
        "`[%4m]`, `[   1]`",
        "%q%r, 11",
        "%x %X, 6869 6869",
        "`[%5p]`, `[   hi]`",
        "`[%-5p]`, `[hi   ]`",
        "`[%05p]`, `[000hi]`",
        "`[%1p]`, `[h]`",
        "`[%.1p]`, `[hi]`",
        "`[%.2x]`, `[6869]`",
        "`[%6x]`, `[  6869]`",
        "`[%-6X]`, `[6869  ]`",
        "`[%3x]`, `[ 68]`",
        "%P, k:v k2:v2",
        "%C %R %D %E %F, text/plain r/t cd 100 1",
        "`[%A%S]`, []",
        "%I, 2026-11-21T10:48:09+0000",
        "%U, 1795258089.795574000",
        "@Y-@m-@dT@H:@M:@S@z, 2026-11-21T10:48:09+0000",
        "@s.@N, 1795258089.795574000",
        "@a @A @b @B @e @j, Sat Saturday Nov November 21 325",
        "@C @y @D @F @T @R @I @p, 20 26 11/21/26 2026-11-21 10:48:09 10:48 10 AM",
        "@u @w @U @V @W @G, 6 6 46 47 46 2026",
        "`[@c]`, `[Sat Nov 21 10:48:09 2026]`",
        "@@ @%, @ %",
      })
  void parametersAreThoseOfMosquittoSub(String format, String expected) {
    assertEquals(expected, format(format, "hi", ALL));
  }

  @Test
  void escapes() {
    assertEquals("\\ \0 \7 \33 \n \r \t \13", format("\\\\ \\0 \\a \\e \\n \\r \\t \\v", "", ALL));
  }

  @Test
  void payloadBytesStayAsTheyAre() {
    byte[] bytes = {1, (byte) 0x80, (byte) 0xFF, 0};
    assertArrayEquals(bytes, SubFormat.payload(false).apply(message(bytes, Properties.NONE), NOW));
  }

  @Test
  void verboseHasTheTopicFirst() {
    assertEquals("a/b x", verbose(new byte[] {'x'}, false));
    assertEquals("a/b (null)", verbose(new byte[0], false));
  }

  private static String verbose(byte[] payload, boolean terminal) {
    byte[] printed = SubFormat.verbose(terminal).apply(message(payload, Properties.NONE), NOW);
    return new String(printed, StandardCharsets.UTF_8);
  }

  @Test
  void onATerminalNothingThatAStrangerSentSteersIt() {
    byte[] payload = "\33[2J\7 ä\r\n\tb\u009b\u202e".getBytes(StandardCharsets.UTF_8);
    assertEquals("a/b \\u{1b}[2J\\u{7} ä\\u{d}\n\tb\\u{9b}\\u{202e}", verbose(payload, true));
    assertEquals("a/b \\x9b2J\\xffx", verbose(new byte[] {(byte) 0x9B, '2', 'J', -1, 'x'}, true));
    Properties properties =
        Properties.builder()
            .user("\33k", "\7")
            .add(Property.CONTENT_TYPE, "\33[31m")
            .add(Property.CORRELATION_DATA, new byte[] {27})
            .build();
    byte[] printed =
        SubFormat.of("\\e[1m%P %C %D", false, true).apply(message(payload, properties), NOW);
    assertEquals(
        "\33[1m\\u{1b}k:\\u{7} \\u{1b}[31m \\u{1b}", new String(printed, StandardCharsets.UTF_8));
  }

  @Test
  void onATerminalJsonStaysJson() {
    byte[] payload = "{\"a\":\"\u009b\u202eä\"}".getBytes(StandardCharsets.UTF_8);
    for (String format : List.of("%j", "%J")) {
      byte[] printed =
          SubFormat.of(format, false, true).apply(message(payload, Properties.NONE), NOW);
      String text = new String(printed, StandardCharsets.UTF_8);
      assertTrue(text.contains("\\u009b\\u202eä"), text);
      assertNotNull(JsonText.compact(printed));
    }
  }

  @Test
  void onATerminalWhatIsVeryLongIsCut() {
    String printed = verbose(new byte[1_000_000], true);
    assertTrue(printed.endsWith("\\u{0}… (934464 more bytes)"), printed.substring(300_000));
    assertEquals(1_000_004, verbose(new byte[1_000_000], false).length());
  }

  @Test
  void jsonWithAllProperties() {
    assertEquals(
        "{\"tst\":\"2026-11-21T10:48:09.795574Z+0000\",\"topic\":\"a/b\",\"qos\":1,\"retain\":1,"
            + "\"payloadlen\":7,\"mid\":1,\"properties\":{\"user-properties\":{\"k\":\"v\","
            + "\"k2\":\"v2\"},\"content-type\":\"text/plain\",\"response-topic\":\"r/t\","
            + "\"correlation-data\":\"cd\",\"payload-format-indicator\":1,"
            + "\"message-expiry-interval\":100},\"payload\":\"he\\\"l\\\\lo\"}",
        format("%j", "he\"l\\lo", ALL));
  }

  @Test
  void jsonOfAnEmptyPayloadAndOfControlCharacters() {
    assertEquals(
        "{\"tst\":\"2026-11-21T10:48:09.795574Z+0000\",\"topic\":\"a/b\",\"qos\":1,\"retain\":1,"
            + "\"payloadlen\":0,\"mid\":1,\"payload\":null}",
        format("%j", "", Properties.NONE));
    assertEquals(
        "\"payload\":\"\\u0001\\n\\t\"}",
        format("%j", "\1\n\t", Properties.NONE).replaceAll(".*\"mid\":1,", ""));
  }

  @Test
  void jsonInJson() {
    assertEquals(
        "\"payload\":{\"t\":1}}",
        format("%J", "{\n \"t\": 1 }\n", Properties.NONE).replaceAll(".*\"mid\":1,", ""));
    assertEquals("[]", format("[%J]", "no JSON", Properties.NONE));
    assertTrue(format("%J", "", Properties.NONE).endsWith("\"payload\":null}"));
    assertTrue(SubFormat.of("%t %J", false, false).wantsJson());
    assertFalse(SubFormat.of("%t %j", false, false).wantsJson());
  }

  @Test
  void prettyJson() {
    byte[] printed =
        SubFormat.of("%j", true, false).apply(message(new byte[] {'x'}, Properties.NONE), NOW);
    assertEquals(
        "{\n\t\"tst\":\t\"2026-11-21T10:48:09.795574Z+0000\",\n\t\"topic\":\t\"a/b\",\n"
            + "\t\"qos\":\t1,\n\t\"retain\":\t1,\n\t\"payloadlen\":\t1,\n\t\"mid\":\t1,\n"
            + "\t\"payload\":\t\"x\"\n}",
        new String(printed, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%y", "\\q", "@", "@!", "%-", "%99999t", "trailing \\"})
  void whatIsNoFormatIsRefused(String format) {
    assertThrows(IllegalArgumentException.class, () -> SubFormat.of(format, false, false));
  }
}
