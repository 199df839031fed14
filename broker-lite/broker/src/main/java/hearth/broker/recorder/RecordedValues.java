package hearth.broker.recorder;

import hearth.broker.message.Message;
import hearth.io.loop.Clock;
import hearth.io.text.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes values out of messages, with who caused them. On the loop's thread. */
final class RecordedValues {
  /** A state is a word or two. */
  static final int MAX_STATE = 64;

  /** A state that follows a command so soon was caused by it. */
  private static final long COMMAND_NANOS = 5_000_000_000L;

  private final Recorder recorder;
  private final PayloadReader reader;
  private final Clock clock;

  RecordedValues(Recorder recorder, PayloadReader reader, Clock clock) {
    this.recorder = recorder;
    this.reader = reader;
    this.clock = clock;
  }

  /**
   * A value of now.
   *
   * @param series null where there is no room for one
   * @param value null where the message has none of it
   */
  void take(Series series, Message message, byte[] value) {
    if (series == null || value == null) {
      return;
    }
    if (series.kind() == SeriesKind.STATE) {
      takeState(series, message, value);
      return;
    }
    Decimal reading = Decimal.of(value);
    if (reading != null) {
      recorder.add(series, reading);
    } else {
      recorder.change(series, "", ""); // "unavailable", "NaN": nobody knows
    }
  }

  private void takeState(Series series, Message message, byte[] value) {
    if (value.length > MAX_STATE) {
      return;
    }
    String state = PrintableText.of(new String(value, StandardCharsets.UTF_8));
    String ordered = series.commandedSince(clock.nanoTime() - COMMAND_NANOS);
    String by =
        series.isCaused(state) ? series.cause() : ordered.isEmpty() ? publisher(message) : ordered;
    if (!state.equals(series.state())) {
      series.cause("", "");
      recorder.change(series, state, by);
    }
  }

  /** Who published it, as far as the broker knows. */
  private static String publisher(Message message) {
    String client = message.publisher();
    String user = message.publisherUser();
    if (client == null || client.startsWith(":")) {
      return "";
    }
    return user == null || user.equals(Message.ANONYMOUS) || user.startsWith(":")
        ? cut("client " + client)
        : cut("user " + user + ", client " + client);
  }

  private static String cut(String text) {
    String printable = PrintableText.of(text);
    return printable.length() <= Records.MAX_TEXT
        ? printable
        : printable.substring(0, Records.MAX_TEXT);
  }

  /** Somebody orders a state. */
  void takeCommand(Series series, Message message) {
    series.commanded(publisher(message), clock.nanoTime());
  }

  /** A reading that a device has kept; the series is null where there is no room for one. */
  void takeLate(Series series, Message message) {
    if (series == null) {
      return;
    }
    PayloadReader.Late late = reader.late(message.payload());
    Decimal reading = late == null ? null : Decimal.of(late.value());
    if (reading != null && series.kind() != SeriesKind.STATE) {
      recorder.addLate(series, reading, late.time());
    }
  }

  /** Who caused a state. */
  void takeCause(Series series, Message message) {
    PayloadReader.Cause cause = reader.cause(message.payload());
    if (cause != null && cause.state().length() <= MAX_STATE) {
      recorder.cause(series, cause.state(), cut(cause.by()));
    }
  }

  /** Nobody knows any more, where that is what the message says. */
  void takeAvailability(Series series, Message message, byte[] offline) {
    if (Arrays.equals(offline, message.payload())) {
      recorder.change(series, "", "");
    }
  }
}
