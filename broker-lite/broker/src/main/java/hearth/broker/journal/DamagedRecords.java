package hearth.broker.journal;

import hearth.protocol.topic.Utf8;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * What the damaged records of a journal were about, as far as their bytes still tell: at least one
 * of them is wrong, so that each of these words may be.
 */
final class DamagedRecords {
  /** One record: where it stood, what it held, and the sessions it was for. */
  private record Damage(String where, String held, Set<Long> sessions) {}

  private final List<Damage> damages = new ArrayList<>();

  /** Bytes that are no whole record, of a kind that is null where it is not known. */
  void add(String where, RecordType kind, ByteBuffer payload) {
    Set<Long> sessions = new LinkedHashSet<>();
    StringBuilder held = new StringBuilder();
    try {
      if (kind != null) {
        report(kind, payload, held, sessions);
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      // It ends where the bytes make no sense any more; what was read until there is told.
    }
    damages.add(new Damage(where, held.toString(), sessions));
  }

  private static void report(
      RecordType kind, ByteBuffer in, StringBuilder held, Set<Long> sessions) {
    switch (kind) {
      case SESSION -> {
        in.getLong();
        held.append("the session of ").append(text(in));
      }
      case SUBSCRIBED, UNSUBSCRIBED -> {
        sessions.add(in.getLong());
        held.append("the subscription ").append(text(in));
      }
      case MESSAGE -> message(in, held, sessions);
      case QUEUED -> {
        held.append("a queued message");
        in.getLong();
        sessions.add(in.getLong());
      }
      case SESSION_ENDED, SENT, RECEIVED, FINISHED, INBOUND, RELEASED -> sessions.add(in.getLong());
      case RETAINED_REMOVED -> held.append("the end of the retained message of ").append(text(in));
      case WILL, WILL_REMOVED -> held.append("the Will of ").append(text(in));
      case PAGED -> {
        held.append("where queued messages are on disk");
        sessions.add(in.getLong());
      }
      case PAGE_ENDED -> sessions.add(in.getLong());
      case PROBE -> held.append("nothing");
    }
  }

  private static void message(ByteBuffer in, StringBuilder held, Set<Long> sessions) {
    held.append("a message");
    in.getLong();
    in.getLong();
    if (in.get() != 0) {
      held.append(" from ").append(text(in));
    }
    int flags = in.get();
    if ((flags & RecordWriter.RETAINED) != 0) {
      held.append(", retained");
    }
    if ((flags & RecordWriter.INBOUND) != 0) {
      in.position(in.position() + Long.BYTES + Short.BYTES);
    }
    if ((flags & RecordWriter.RETAINED) != 0) {
      text(in); // the user of the publisher
    }
    for (int count = in.getInt(); count > 0; count--) {
      sessions.add(in.getLong());
      in.position(in.position() + Long.BYTES + 3 + Short.BYTES);
      int few = in.get() & 0xFF;
      int identifiers = few == RecordWriter.MANY ? in.getInt() : few;
      in.position(in.position() + identifiers * Integer.BYTES);
      int filter = in.getInt();
      in.position(in.position() + filter);
    }
    held.append(", of the topic ").append(topic(in));
  }

  /** Of a PUBLISH (3.3.2.1), whose Remaining Length has one to four bytes. */
  private static String topic(ByteBuffer in) {
    in.get();
    while (in.get() < 0) {
      // Goes on.
    }
    return text(in, in.getShort() & 0xFFFF);
  }

  private static String text(ByteBuffer in) {
    return text(in, in.getInt());
  }

  private static String text(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("no text is of " + length + " bytes");
    }
    byte[] utf8 = new byte[length];
    in.get(utf8);
    if (!Utf8.isWellFormed(utf8)) {
      throw new IllegalArgumentException("it is no text");
    }
    return new String(utf8, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
  }

  /**
   * A sentence for each.
   *
   * @param names Client Identifiers by the number of their session, null for an unknown one
   */
  List<String> report(LongFunction<String> names) {
    return damages.stream().map(damage -> report(damage, names)).toList();
  }

  private static String report(Damage damage, LongFunction<String> names) {
    StringBuilder told = new StringBuilder(damage.where);
    if (!damage.held.isEmpty() || !damage.sessions.isEmpty()) {
      told.append("; it held ").append(damage.held.isEmpty() ? "something" : damage.held);
    }
    String separator = " for ";
    for (long session : damage.sessions) {
      String name = names.apply(session);
      told.append(separator).append(name == null ? "session " + session : name);
      separator = ", ";
    }
    return told.toString();
  }
}
