package hearth.runtime.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The command line as the kernel has it. Java puts U+FFFD where its bytes are not UTF-8, without a
 * word, and so a topic would be another one than was written.
 */
public final class RawCommandLine {
  private static final String REPLACEMENT = "\uFFFD";

  private RawCommandLine() {}

  /**
   * Whether the arguments are what was written.
   *
   * @param cmdline {@code /proc/self/cmdline}; looked at only where an argument has a U+FFFD, which
   *     may also have been written
   */
  public static boolean isUtf8(String[] arguments, Path cmdline) {
    if (Stream.of(arguments).noneMatch(argument -> argument.contains(REPLACEMENT))) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(cmdline)));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    } catch (IOException e) {
      return true; // a system without it
    }
  }
}
