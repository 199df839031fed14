package hearth.io.file;

import java.io.IOException;

/** The log was written by a newer version of this program; it was left untouched. */
public final class NewerVersionException extends IOException {
  private static final long serialVersionUID = 1;

  NewerVersionException(String segment, int version) {
    super(
        "the journal file "
            + segment
            + " has version "
            + version
            + ", and this program knows versions up to "
            + RecordFormat.VERSION
            + ": start the newer program that wrote it, or move the journal away to start afresh");
  }
}
