package hearth.protocol.packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * The properties of a packet of 5.0, in the order of the wire. Immutable. Few packets have more
 * than three, so a list that is searched is smaller and no slower than a map.
 */
public final class Properties {
  /** No properties: what every packet of 3.1.1 has. */
  public static final Properties NONE = new Properties(new Entry[0]);

  private static final int[] NO_IDENTIFIERS = {};

  /** An entry and its place. */
  private static final int ENTRY_BYTES = 28;

  private record Entry(Property property, Object value) {}

  private final Entry[] entries;

  private Properties(Entry[] entries) {
    this.entries = entries;
  }

  public static Builder builder() {
    return new Builder();
  }

  public boolean isEmpty() {
    return entries.length == 0;
  }

  public boolean has(Property property) {
    return find(property) != null;
  }

  /** What they take in memory with the objects around them, about, in bytes. */
  public int memory() {
    int bytes = 0;
    for (Entry entry : entries) {
      bytes += ENTRY_BYTES + memory(entry.value);
    }
    return bytes;
  }

  private static int memory(Object value) {
    if (value instanceof byte[] bytes) {
      return Memory.of(bytes);
    }
    if (value instanceof UserProperty user) {
      return Memory.of(user.name()) + Memory.of(user.value()) + Memory.OBJECT;
    }
    return value instanceof String text ? Memory.of(text) : Memory.OBJECT;
  }

  /** The number of a property of any integer type, or {@code absent}. */
  public long number(Property property, long absent) {
    Object value = find(property);
    return value == null ? absent : (Long) value;
  }

  /** The text of a UTF-8 String property, or null where it is absent. */
  public String text(Property property) {
    return (String) find(property);
  }

  /** The bytes of a Binary Data property, not to be changed, or null where it is absent. */
  public byte[] binary(Property property) {
    return (byte[]) find(property);
  }

  public List<UserProperty> userProperties() {
    List<UserProperty> found = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.property == Property.USER_PROPERTY) {
        found.add((UserProperty) entry.value);
      }
    }
    return found;
  }

  public int[] subscriptionIdentifiers() {
    if (entries.length == 0) {
      return NO_IDENTIFIERS;
    }
    int[] found = new int[entries.length];
    int count = 0;
    for (Entry entry : entries) {
      if (entry.property == Property.SUBSCRIPTION_IDENTIFIER) {
        found[count++] = ((Long) entry.value).intValue();
      }
    }
    return Arrays.copyOf(found, count);
  }

  /**
   * Every property in its order, with a Long, a String, a byte[] or a {@link UserProperty} by its
   * {@link Property#type}.
   */
  public void forEach(BiConsumer<Property, Object> action) {
    for (Entry entry : entries) {
      action.accept(entry.property, entry.value);
    }
  }

  /** These with one more; a property that may stand only once takes the place of its old value. */
  public Properties with(Property property, Object value) {
    Builder builder = new Builder();
    for (Entry entry : entries) {
      if (entry.property != property || property.isRepeatable()) {
        builder.entries.add(entry);
      }
    }
    return builder.add(property, value).build();
  }

  public Properties without(Property property) {
    if (!has(property)) {
      return this;
    }
    Builder builder = new Builder();
    for (Entry entry : entries) {
      if (entry.property != property) {
        builder.entries.add(entry);
      }
    }
    return builder.build();
  }

  private Object find(Property property) {
    for (Entry entry : entries) {
      if (entry.property == property) {
        return entry.value;
      }
    }
    return null;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Properties that) || entries.length != that.entries.length) {
      return false;
    }
    for (int i = 0; i < entries.length; i++) {
      if (entries[i].property != that.entries[i].property
          || !Objects.deepEquals(entries[i].value, that.entries[i].value)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (Entry entry : entries) {
      int value =
          entry.value instanceof byte[] bytes ? Arrays.hashCode(bytes) : entry.value.hashCode();
      hash = 31 * (31 * hash + entry.property.hashCode()) + value;
    }
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (Entry entry : entries) {
      text.append(text.length() > 1 ? ", " : "").append(entry.property).append('=');
      text.append(entry.value instanceof byte[] bytes ? bytes.length + " bytes" : entry.value);
    }
    return text.append('}').toString();
  }

  /** Collects properties in order. */
  public static final class Builder {
    private final List<Entry> entries = new ArrayList<>();

    /**
     * @param value an Integer or Long for the integer types, else what {@link Properties#forEach}
     *     names
     * @throws IllegalArgumentException where the value is not of the property's type
     */
    public Builder add(Property property, Object value) {
      Object held = value instanceof Integer number ? (Object) number.longValue() : value;
      if (!property.type().fits(held)) {
        throw new IllegalArgumentException(property + " cannot hold " + value);
      }
      entries.add(new Entry(property, held));
      return this;
    }

    public Builder user(String name, String value) {
      return add(Property.USER_PROPERTY, new UserProperty(name, value));
    }

    public Properties build() {
      return entries.isEmpty() ? NONE : new Properties(entries.toArray(new Entry[0]));
    }
  }
}
