package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What is wrong with a command line is said in a sentence, before anything is connected. */
class PubSubCommandLineTest {
  private final StringWriter err = new StringWriter();

  private int run(Object command, String words) {
    CommandLine line = new CommandLine(command).setErr(new PrintWriter(err, true));
    line.setParameterExceptionHandler(
        (mistake, arguments) -> {
          line.getErr().println(mistake.getMessage());
          return line.getCommandSpec().exitCodeOnInvalidInput();
        });
    return line.execute(words.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "-m x | where to publish",
        "-t a | what to publish",
        "-t a -m x -n | what to publish",
        "-t a/# -m x | wildcard",
        "-t a -m x -q 3 | QoS is 0, 1 or 2",
        "-t a -m x -V 4 | 5, 311 or 31",
        "-t a -m x -V 311 -x 5 | MQTT 5.0",
        "-t a -m x -x soon | 0 to 4294967295",
        "-t a -m x -c | -i",
        "-t a -m x -i a -I b | either -i or -I",
        "-t a -m x -P secret | -u",
        "-t a -m x --will-retain | --will-topic",
        "-t a -m x -h b -L mqtt://b/t | -L",
        "-t a -m x -L ftp://b/t | mqtt(s)://",
        "-t a -m x -p 70000 | 65535",
        "-t a -m x -k 70000 | 65535",
        "-t a -m x -D publish | -D",
        "-t a -m x -D nothing content-type x | the packet is one of",
        "-t a -m x -D publish nonsense x | there is no property 'nonsense'",
        "-t a -m x -D publish message-expiry-interval soon | is a number",
        "-t a -m x -D publish topic-alias 1 | Topic Alias",
        "-t a -m x --repeat 0 | --repeat",
      })
  void mistakesOfPub(String words, String told) {
    assertEquals(1, run(new PubCommand(InputStream.nullInputStream()), words));
    assertTrue(err.toString().contains(told), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-v | what to subscribe to",
        "-t a/#/b | # must be the last level",
        "-t a -T +x | + must stand alone",
        "-t a -F %y | there is no parameter %y",
        "-t a -R --retained-only | either -R or --retained-only",
        "-t a -C 0 | -C is at least 1",
        "-t a -W 0 | -W is at least 1",
        "-t a -W -1 | -W is at least 1",
      })
  void mistakesOfSub(String words, String told) {
    assertEquals(1, run(new SubCommand(new ByteArrayOutputStream()), words));
    assertTrue(err.toString().contains(told), err.toString());
  }

  @Test
  void anInputWithoutAByteIsNoMessage() {
    assertEquals(1, run(new PubCommand(InputStream.nullInputStream()), "-t a -s"));
    assertTrue(err.toString().contains("the input is empty"), err.toString());
  }

  @Test
  void anInputWithoutAnEndIsTooLarge() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            return length;
          }
        };
    assertEquals(1, run(new PubCommand(endless), "-t a -s"));
    assertTrue(err.toString().contains("too large"), err.toString());
    PubLines lines = new PubLines(endless, 1000);
    assertTrue(
        assertThrows(IOException.class, lines::next).getMessage().contains("too large; at most"));
  }

  @Test
  void linesAreCutAtTheirEndsOnly() throws IOException {
    PubLines lines =
        new PubLines(
            new ByteArrayInputStream("a\r\n\n\u00e4b".getBytes(StandardCharsets.ISO_8859_1)), 4);
    assertArrayEquals(new byte[] {'a', '\r'}, lines.next());
    assertArrayEquals(new byte[0], lines.next());
    assertArrayEquals(new byte[] {(byte) 0xE4, 'b'}, lines.next());
    assertNull(lines.next());
  }
}
