package hearth.runtime.host;

import hearth.broker.connection.Authenticator;
import hearth.broker.session.Session;
import hearth.broker.sys.SystemTopics;
import hearth.io.loop.EventLoop;
import hearth.io.net.Peer;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.ReasonCode;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.Problem;
import hearth.runtime.host.ConfigurationEditor.Checked;
import hearth.runtime.host.ConfigurationKeys.Key;
import hearth.runtime.json.JsonStrings;
import hearth.runtime.json.JsonWriter;
import hearth.runtime.panel.FreePins;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * The configuration on the page: admins read, check and apply it, and are offered the pins that are
 * free, after they have said their password once more. One request at a time is worked on, off the
 * loop; what is said here is on the loop's thread.
 *
 * <pre>
 *   apply --> problems? --> changed meanwhile? --> written --> reloaded --> all pins open? --> stays
 *                 |                |                                             |
 *              told of          told of                              reloaded as before, written back
 * </pre>
 */
final class ConfigurationRequests {
  /** In hand or waiting, of all admins together. */
  private static final int MAX = 4;

  /** A text with characters of several bytes or escaped, and what stands beside it. */
  private static final int MAX_PAYLOAD = 3 * ConfigurationEditor.MAX_CHARACTERS;

  /** What runs, as far as it can be changed while it does. */
  interface Home {
    Configuration configuration();

    /**
     * Reloads the things; on the loop's thread.
     *
     * @param done hears what has not come up, a sentence each
     */
    void reload(Configuration changed, Consumer<List<String>> done);

    /** All has come up: users, rules and admins are read anew. */
    void settled();
  }

  private final ConfigurationEditor editor;
  private final Home home;

  /** What only another start would take up is as it is here. */
  private final Configuration started;

  private final Authenticator passwords;
  private final Predicate<String> isAdmin;
  private final ConfigurationKeys keys;
  private final EventLoop loop;
  private final Executor worker;
  private final FreePins freePins;

  private int open;
  private boolean applies;

  /** A request of somebody who is known, with the rest of what it says. */
  private record Asked(Session asker, Peer peer, String text, Key key, Consumer<String> answer) {}

  /**
   * @param passwords counts wrong ones as everywhere
   * @param worker may block, one task at a time
   */
  ConfigurationRequests(
      ConfigurationEditor editor,
      Home home,
      Authenticator passwords,
      Predicate<String> isAdmin,
      ConfigurationKeys keys,
      EventLoop loop,
      Executor worker,
      FreePins freePins) {
    this.editor = editor;
    this.home = home;
    this.started = home.configuration();
    this.passwords = passwords;
    this.isAdmin = isAdmin;
    this.keys = keys;
    this.loop = loop;
    this.worker = worker;
    this.freePins = freePins;
  }

  /** Takes them from now on. */
  void addTo(SystemTopics topics) {
    add(topics, "read", this::read);
    add(topics, "check", this::check);
    add(topics, "apply", this::apply);
    add(topics, "form", this::form);
  }

  private void add(SystemTopics topics, String name, Consumer<Asked> action) {
    topics.addRequest(
        "panel/config/" + name,
        (asker, peer, payload, answer) -> begin(asker, peer, payload, answer, action));
  }

  // ---- who asks

  private void begin(
      Session asker, Peer peer, byte[] payload, Consumer<String> answer, Consumer<Asked> action) {
    if (!isAdmin.test(asker.userName())) {
      answer.accept(error("only users under 'panel_admins:' may do that"));
    } else if (payload.length > MAX_PAYLOAD) {
      answer.accept(error("it is larger than the 256 KB that the page takes"));
    } else if (open == MAX) {
      answer.accept(error("others are at it just now; try it again"));
    } else {
      open++;
      Consumer<String> last =
          text -> {
            open--;
            answer.accept(text);
          };
      work(
          last,
          () -> {
            Map<String, String> said = JsonStrings.of(new String(payload, StandardCharsets.UTF_8));
            loop.execute(() -> identify(asker, peer, said, last, action));
          });
    }
  }

  private void identify(
      Session asker,
      Peer peer,
      Map<String, String> said,
      Consumer<String> answer,
      Consumer<Asked> action) {
    if (said == null || asker.holder() == null || !isAdmin.test(asker.userName())) {
      answer.accept(error("that is no request for the configuration"));
    } else if (said.containsKey("key")) {
      Key key = keys.find(said.get("key"), asker);
      if (key == null) {
        answer.accept(
            new JsonWriter(false)
                .beginObject()
                .member("error", "the password is needed once more: it was given long ago")
                .name("locked")
                .bool(true)
                .endObject()
                .toString());
      } else {
        action.accept(new Asked(asker, peer, said.get("text"), key, answer));
      }
    } else {
      askForPassword(
          asker,
          peer,
          said.getOrDefault("password", ""),
          answer,
          key -> action.accept(new Asked(asker, peer, said.get("text"), key, answer)));
    }
  }

  /** As at a login, but that a certificate or a cookie is none. */
  private void askForPassword(
      Session asker, Peer peer, String password, Consumer<String> answer, Consumer<Key> right) {
    String user = asker.userName();
    Connect login =
        new Connect(
            MqttVersion.V5,
            true,
            0,
            asker.clientIdentifier(),
            null,
            user,
            password.getBytes(StandardCharsets.UTF_8),
            Properties.NONE);
    Peer bare = new Peer(peer.host(), peer.port(), null, peer.proxy(), List.of());
    passwords.authenticate(
        login,
        asker.clientIdentifier(),
        bare,
        verdict -> {
          boolean isRight =
              verdict.reasonCode() == ReasonCode.SUCCESS && user.equals(verdict.userName());
          if (isRight && asker.holder() != null && user.equals(asker.userName())) {
            right.accept(keys.issue(asker));
          } else {
            Logger.warn(
                "The configuration is not shown to {} at {}: {}", user, peer, verdict.why());
            answer.accept(error(isRight ? "the connection is gone" : verdict.said()));
          }
        });
  }

  // ---- what is asked

  private void read(Asked asked) {
    work(
        asked.answer,
        () -> {
          String text = editor.read();
          boolean writable = editor.isWritable();
          tell(
              asked,
              () -> {
                asked.key.sees(text);
                return new JsonWriter(false)
                    .beginObject()
                    .member("text", text)
                    .member("file", editor.file().toString())
                    .member("key", asked.key.text())
                    .name("writable")
                    .bool(writable)
                    .endObject()
                    .toString();
              });
        });
  }

  private void check(Asked asked) {
    String admin = asked.asker.userName();
    work(
        asked.answer,
        () -> {
          Checked checked = editor.check(text(asked), editor.read(), admin);
          tell(asked, () -> problems(checked.problems()).endObject().toString());
        });
  }

  private void form(Asked asked) {
    Configuration now = home.configuration();
    work(
        asked.answer,
        () -> {
          String pins = freePins.of(now);
          tell(asked, () -> pins);
        });
  }

  private void apply(Asked asked) {
    if (applies) {
      asked.answer.accept(error("somebody else's changes are being applied just now"));
      return;
    }
    applies = true;
    Asked once =
        new Asked(
            asked.asker,
            asked.peer,
            asked.text,
            asked.key,
            text -> {
              applies = false;
              asked.answer.accept(text);
            });
    String admin = asked.asker.userName();
    work(
        once.answer,
        () -> {
          String before = editor.read();
          Checked checked = editor.check(text(once), before, admin);
          if (!checked.problems().isEmpty()) {
            tell(
                once,
                () ->
                    problems(checked.problems())
                        .name("applied")
                        .bool(false)
                        .endObject()
                        .toString());
          } else if (!once.key.hasSeen(before)) {
            tell(
                once,
                () ->
                    error(
                        "the file was changed meanwhile, by somebody else or on the machine; load it again"));
          } else if (!editor.isWritable()) {
            tell(once, () -> error(editor.file() + " is not Hearth's to write"));
          } else {
            editor.write(once.text);
            loop.execute(() -> reload(once, before, checked.configuration()));
          }
        });
  }

  private void reload(Asked asked, String before, Configuration changed) {
    Configuration old = home.configuration();
    List<String> waiting = changed.sectionsOtherThan(started);
    Logger.info(
        "{} at {} has changed the configuration; the one from before is {}",
        asked.asker.userName(),
        asked.peer,
        editor.before());
    Consumer<List<String>> done =
        failed -> {
          if (failed.isEmpty()) {
            settled(asked, waiting);
          } else {
            goBack(asked, before, old, String.join(" ", failed));
          }
        };
    try {
      home.reload(changed, done);
    } catch (RuntimeException e) {
      Logger.error(e, "A defect of the program; please report it");
      goBack(asked, before, old, "Hearth has failed at it.");
    }
  }

  private void settled(Asked asked, List<String> waiting) {
    home.settled();
    asked.key.sees(asked.text);
    work(
        asked.answer,
        () -> {
          if (waiting.isEmpty()) {
            editor.settled(); // else the next start shows it
          }
          tell(asked, () -> applied(waiting));
        });
  }

  private void goBack(Asked asked, String before, Configuration old, String why) {
    Logger.warn("The configuration from before is back: {}", why);
    try {
      home.reload(old, failed -> failed.forEach(each -> Logger.error("{}", each)));
    } catch (RuntimeException e) {
      Logger.error(
          e, "A defect of the program; please report it"); // the file goes back all the same
    }
    work(
        asked.answer,
        () -> {
          editor.putBack(before);
          tell(asked, () -> notApplied(why));
        });
  }

  // ---- answers

  private static String text(Asked asked) throws IOException {
    if (asked.text == null) {
      throw new IOException("the request has no text");
    }
    return asked.text;
  }

  /** On the worker; what it throws is the answer. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private void work(Consumer<String> answer, Work work) {
    Runnable task =
        () -> {
          try {
            work.run();
          } catch (IOException e) {
            loop.execute(() -> answer.accept(error(ConfigurationEditor.why(e))));
          } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            Logger.error(e, "A defect of the program; please report it");
            loop.execute(() -> answer.accept(error("Hearth has failed at it; its log says more")));
          }
        };
    try {
      worker.execute(task);
    } catch (RejectedExecutionException e) {
      answer.accept(error("others are at it just now; try it again"));
    }
  }

  private void tell(Asked asked, Supplier<String> text) {
    loop.execute(() -> asked.answer.accept(text.get()));
  }

  private static String error(String sentence) {
    return new JsonWriter(false).beginObject().member("error", sentence).endObject().toString();
  }

  private static String applied(List<String> waiting) {
    JsonWriter json = problems(List.of()).name("applied").bool(true).name("waits").beginArray();
    waiting.forEach(json::string);
    return json.endArray().endObject().toString();
  }

  private static String notApplied(String why) {
    return problems(List.of())
        .name("applied")
        .bool(false)
        .member("why", why)
        .endObject()
        .toString();
  }

  private static JsonWriter problems(List<Problem> problems) {
    JsonWriter json = new JsonWriter(false).beginObject().name("problems").beginArray();
    for (Problem each : problems) {
      json.beginObject().name("line").number(each.position().line());
      json.name("column").number(each.position().column());
      json.member(
          "text", each.path().isEmpty() ? each.message() : each.path() + ": " + each.message());
      json.endObject();
    }
    return json.endArray().name("ok").bool(problems.isEmpty());
  }
}
