package hearth.broker.access;

import java.util.Locale;

/** What a rule of an access control file gives or takes. */
enum Access {
  READ(true, false),
  WRITE(false, true),
  READWRITE(true, true),
  /** Neither read nor write, before whatever else would allow it. */
  DENY(false, false);

  private final boolean read;
  private final boolean write;

  Access(boolean read, boolean write) {
    this.read = read;
    this.write = write;
  }

  boolean read() {
    return read;
  }

  boolean write() {
    return write;
  }

  /** What it is called in the file. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The access of a word in the file, or null where there is none of that name. */
  static Access of(String word) {
    for (Access access : values()) {
      if (access.word().equals(word)) {
        return access;
      }
    }
    return null;
  }
}
