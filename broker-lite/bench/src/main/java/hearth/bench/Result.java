package hearth.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of one run, on one line: {@code scenario broker name=value ...}. */
final class Result {
  private final String scenario;
  private final String broker;
  private final Map<String, Double> figures = new LinkedHashMap<>();

  Result(String scenario, String broker) {
    this.scenario = scenario;
    this.broker = broker;
  }

  static Result parse(String line) {
    String[] words = line.trim().split(" ");
    Result result = new Result(words[0], words[1]);
    for (int i = 2; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      result.put(words[i].substring(0, equals), Double.parseDouble(words[i].substring(equals + 1)));
    }
    return result;
  }

  Result put(String name, double value) {
    figures.put(name, value);
    return this;
  }

  String scenario() {
    return scenario;
  }

  String broker() {
    return broker;
  }

  /** The figure of this name, or null. */
  Double figure(String name) {
    return figures.get(name);
  }

  @Override
  public String toString() {
    // Without a Formatter, whose classes would count as memory of the client that is measured.
    StringBuilder line = new StringBuilder(scenario).append(' ').append(broker);
    figures.forEach(
        (name, value) -> line.append(' ').append(name).append('=').append(plain(value)));
    return line.toString();
  }

  /** With four digits behind the point. */
  private static String plain(double value) {
    long tenThousandths = Math.round(value * 10_000);
    String digits = Long.toString(10_000 + Math.abs(tenThousandths % 10_000)).substring(1);
    return (tenThousandths < 0 ? "-" : "") + Math.abs(tenThousandths / 10_000) + "." + digits;
  }
}
