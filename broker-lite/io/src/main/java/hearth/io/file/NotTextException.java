package hearth.io.file;

import java.io.IOException;

/** A file holds something else than UTF-8 text; the message is a sentence about "it". */
public final class NotTextException extends IOException {
  private static final long serialVersionUID = 1;

  NotTextException(String message) {
    super(message);
  }
}
