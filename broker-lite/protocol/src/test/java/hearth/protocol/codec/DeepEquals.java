package hearth.protocol.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.protocol.packet.Properties;
import java.lang.reflect.RecordComponent;
import java.util.HexFormat;
import java.util.StringJoiner;

/** Compares packets by what is in them, their arrays included, which records do not. */
final class DeepEquals {
  private DeepEquals() {}

  static void assertSamePacket(Object expected, Object actual) {
    assertEquals(describe(expected), describe(actual));
    assertEquals(expected.getClass(), actual.getClass());
  }

  static String describe(Object value) {
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (!(value instanceof Record)) {
      return String.valueOf(value)
          + (value instanceof Properties properties ? "#" + properties.hashCode() : "");
    }
    StringJoiner text = new StringJoiner(", ", value.getClass().getSimpleName() + "(", ")");
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      try {
        text.add(component.getName() + "=" + describe(component.getAccessor().invoke(value)));
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
    return text.toString();
  }
}
