package hearth.runtime.command;

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
  /** Options of Mosquitto's tools that are not here, and what does the same. */
  private static final Map<String, String> INSTEAD =
      Map.of(
          "--unix",
          "Hearth speaks no UNIX sockets; on this machine use -h localhost, where the broker's"
              + " 'anonymous: local' asks for no password",
          "--proxy",
          "there is no SOCKS here; have ssh forward the port, ssh -L 1883:BROKER:1883 PROXY, and"
              + " use -h localhost",
          "--psk",
          "Java has no TLS with keys shared before; use --cafile with -u and -P, or with --cert",
          "--psk-identity",
          "Java has no TLS with keys shared before; use --cafile with -u and -P, or with --cert",
          "--tls-engine",
          "keys lie in files here; use --cert FILE and --key FILE",
          "--tls-engine-kpass-sha1",
          "keys lie in files here; use --cert FILE and --key FILE",
          "--keyform",
          "keys lie in PEM files here; use --cert FILE and --key FILE",
          "-S",
          "SRV records are not looked up here; name the server with -h");

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
    if (INSTEAD.containsKey(name) && line.getCommandSpec().findOption("--pw") != null) {
      return name + ": " + INSTEAD.get(name);
    }
    Map<String, ?> options = line.getCommandSpec().optionsMap();
    List<String> longOnes = options.keySet().stream().filter(o -> o.startsWith("--")).toList();
    return "there is no option '" + name + "'" + NearestWord.suggestion(name, longOnes);
  }
}
