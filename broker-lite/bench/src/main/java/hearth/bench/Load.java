package hearth.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Measures one scenario against one broker and prints the figures on a line; {@code start} measures
 * how long a command takes until it lets a client in.
 */
public final class Load {
  private static final String USAGE =
      """
      usage: Load SCENARIO BROKER PORT PID WARM-UP-SECONDS SECONDS
             Load start BROKER PORT COMMAND...
             Load names""";

  private Load() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = Arrays.asList(arguments);
    if (words.equals(List.of("names"))) {
      System.out.println("start\n" + String.join("\n", Scenario.all().keySet()));
    } else if (words.size() >= 4 && words.get(0).equals("start")) {
      int port = Integer.parseInt(words.get(2));
      double millis = StartMeasurement.millis(port, words.subList(3, words.size()));
      System.out.println(new Result("start", words.get(1)).put("millis", millis));
    } else if (words.size() == 6 && Scenario.all().containsKey(words.get(0))) {
      measure(words);
    } else {
      System.err.println(USAGE);
      System.exit(2);
    }
  }

  private static void measure(List<String> words) throws IOException, InterruptedException {
    Subject subject =
        new Subject(
            words.get(1),
            Integer.parseInt(words.get(2)),
            new ObservedProcess(Long.parseLong(words.get(3))),
            Double.parseDouble(words.get(4)),
            Double.parseDouble(words.get(5)));
    Result result = new Result(words.get(0), subject.name());
    Scenario.all().get(words.get(0)).run(subject, result);
    System.out.println(result);
  }
}
