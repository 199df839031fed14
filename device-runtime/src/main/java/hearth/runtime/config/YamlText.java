package hearth.runtime.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Turns a text into its tree, whose nodes know their file, line and column. */
final class YamlText {
  /** More than anything that a person writes, and less than what takes a thread's stack. */
  private static final int MAX_DEPTH = 50;

  static final String TOO_DEEP = "sections stand in each other more than " + MAX_DEPTH + " deep";

  private YamlText() {}

  /**
   * The tree; empty where the text holds nothing.
   *
   * @param name of the file, for positions
   * @throws org.snakeyaml.engine.v2.exceptions.YamlEngineException where it is no YAML
   */
  static Optional<Node> compose(String name, String text) {
    LoadSettings settings = LoadSettings.builder().setLabel(name).build();
    Parser parser = new ShallowParser(new ParserImpl(settings, new StreamReader(settings, text)));
    return new Composer(settings, parser).getSingleNode();
  }

  /** Ends where a text goes deeper than the composer, which calls itself, could follow. */
  private static final class ShallowParser implements Parser {
    private final Parser parser;
    private int depth;

    ShallowParser(Parser parser) {
      this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID id) {
      return parser.checkEvent(id);
    }

    @Override
    public Event peekEvent() {
      return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
      return parser.hasNext();
    }

    @Override
    public Event next() {
      Event event = parser.next();
      switch (event.getEventId()) {
        case SequenceStart, MappingStart -> depth++;
        case SequenceEnd, MappingEnd -> depth--;
        default -> {}
      }
      if (depth > MAX_DEPTH) {
        throw new ParserException(TOO_DEEP, event.getStartMark());
      }
      return event;
    }
  }
}
