package hearth.runtime;

import hearth.runtime.config.NearestWord;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one sentence with what was most likely meant. */
final class UsageErrors {
  private UsageErrors() {}

  /** Has numbers that are none told in words. */
  static void register(CommandLine line) {
    line.registerConverter(Integer.class, whole(Integer::valueOf));
    line.registerConverter(int.class, whole(Integer::valueOf));
    line.registerConverter(Long.class, whole(Long::valueOf));
    line.registerConverter(long.class, whole(Long::valueOf));
    line.registerConverter(double.class, number(Double::valueOf, "a number"));
  }

  private static <T> ITypeConverter<T> whole(ITypeConverter<T> converter) {
    return number(converter, "a whole number, or too large a one");
  }

  private static <T> ITypeConverter<T> number(ITypeConverter<T> converter, String what) {
    return text -> {
      try {
        return converter.convert(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is not " + what);
      }
    };
  }

  /** The sentence. */
  static String describe(ParameterException mistake) {
    return mistake instanceof UnmatchedArgumentException unmatched
            && !unmatched.getUnmatched().isEmpty()
        ? unknown(unmatched.getUnmatched().get(0), mistake.getCommandLine())
        : mistake.getMessage();
  }

  /** Only the first: what follows it is mostly its value. */
  private static String unknown(String word, CommandLine line) {
    if (!word.startsWith("-") || word.equals("-")) {
      return "'" + word + "' is one word too many";
    }
    String name = word.split("=", 2)[0];
    Map<String, ?> options = line.getCommandSpec().optionsMap();
    List<String> longOnes = options.keySet().stream().filter(o -> o.startsWith("--")).toList();
    return "there is no option '" + name + "'" + NearestWord.suggestion(name, longOnes);
  }
}
