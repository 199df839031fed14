package hearth.runtime.config;

/**
 * One thing that is wrong in a configuration file.
 *
 * @param path the key from the top, such as {@code lights[0].pin}; empty for the file as a whole
 * @param message what is wrong and what is allowed, without secrets
 */
public record Problem(Position position, String path, String message) {
  @Override
  public String toString() {
    return position + ": " + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
