package hearth.runtime.host;

import hearth.io.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.tinylog.Logger;

/**
 * A configuration that was applied from the page and has yet to show that Hearth comes up with it,
 * perhaps at the next start only. A file beside it says which text that is, so that what somebody
 * has written there since is left alone. Blocks.
 *
 * <pre>
 *   hearth.yaml            what was applied
 *   hearth.yaml.before     what was there
 *   hearth.yaml.unproven   until it has come up
 *   hearth.yaml.failed     what has not
 * </pre>
 */
public final class AppliedConfiguration {
  private final Path file;

  /** Of the file of a configuration. */
  public AppliedConfiguration(Path file) {
    this.file = file.toAbsolutePath();
  }

  Path before() {
    return beside("before");
  }

  private Path beside(String what) {
    return file.resolveSibling(file.getFileName() + "." + what);
  }

  /** These bytes are about to be put in their place; what is there is kept already. */
  void applies(byte[] content) throws IOException {
    AtomicFile.write(beside("unproven"), mark(content).getBytes(StandardCharsets.UTF_8));
  }

  /** Whether what stands there is one that has yet to show it. */
  boolean isUnproven() throws IOException {
    return Files.exists(beside("unproven"))
        && Files.readString(beside("unproven")).strip().equals(mark(Files.readAllBytes(file)));
  }

  /** It has come up, or is gone. */
  public void settled() {
    try {
      Files.deleteIfExists(beside("unproven"));
    } catch (IOException e) {
      Logger.warn("{} cannot be deleted: {}", beside("unproven"), e.getMessage());
    }
  }

  /**
   * Hearth has not come up: where that is with what was applied from the page, the one from before
   * is put back, for the next start.
   *
   * @return the failure, and what was done about it
   */
  public CommandFailure failed(CommandFailure failure) {
    try {
      if (!isUnproven()) {
        return failure;
      }
      ConfigurationEditor.keep(file, beside("failed"));
      AtomicFile.write(file, Files.readAllBytes(before()));
      settled();
      return new CommandFailure(
          failure.getMessage()
              + "\nThis configuration was applied on the page. The one from before is back in "
              + file
              + ", and this one is "
              + beside("failed")
              + ". Hearth comes up with the former when it is started again",
          failure);
    } catch (IOException e) {
      Logger.error("The configuration from before cannot be put back: {}", e.getMessage());
      return failure;
    }
  }

  private static String mark(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
