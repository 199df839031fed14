package hearth.broker.recorder;

import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.file.SimulatedDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whatever happens to the disk: what was on it is shown, nothing is shown that never was. */
class RecorderPowerCutTest {
  private static final String TOPIC = "home/temperature";
  private static final String OTHER = "home/humidity";

  /** Some hours; what is on disk for certain at its end. */
  private static Map<String, List<RecorderModel.Reading>> live(RecorderModel model, int rounds) {
    Map<String, List<RecorderModel.Reading>> saved = new TreeMap<>();
    for (int i = 0; i < rounds && !model.disk.isPowerCut(); i++) {
      model.read(TOPIC, "" + (i * 37 % 50));
      model.read(OTHER, "" + (i * 11 % 90) + ".5");
      if (i % 9 == 4) {
        model.change("home/light", i % 2 == 0 ? "ON" : "OFF", "button");
      }
      model.advance(Duration.ofMinutes(2));
      if (model.isSaved() && !model.disk.isPowerCut()) {
        model.recorder.commit();
        model.settle();
        if (!model.disk.isPowerCut() && model.isSaved()) {
          model.given.forEach((topic, all) -> saved.put(topic, new ArrayList<>(all)));
        }
      }
    }
    return saved;
  }

  @Test
  void thePowerIsCutAtEveryStep() {
    RecorderModel whole = new RecorderModel(new SimulatedDisk(new Random(1)));
    live(whole, 60);
    int steps = whole.disk.calls();
    for (int cut = 1; cut <= steps; cut++) {
      SimulatedDisk disk = new SimulatedDisk(new Random(cut));
      disk.cutPowerAt(cut);
      RecorderModel model = new RecorderModel(disk);
      Map<String, List<RecorderModel.Reading>> saved = live(model, 60);
      disk.restart();
      model.start();
      for (String topic : List.of(TOPIC, OTHER)) {
        model.checkTrue("day", topic);
        model.checkTrue("week", topic);
        int min = saved.getOrDefault(topic, List.of()).size();
        int shown = model.filled("day", topic);
        assertTrue(shown >= min, "cut at " + cut + ": " + shown + " of " + min);
      }
      model.read(TOPIC, "77");
      model.advance(Duration.ofMinutes(6));
      model.checkTrue("day", TOPIC);
      assertTrue(model.isSaved(), "cut at " + cut);
    }
  }

  @Test
  void everyByteIsFlipped() {
    RecorderModel whole = new RecorderModel(new SimulatedDisk(new Random(1)));
    live(whole, 15);
    whole.recorder.close(() -> {});
    whole.settle();
    for (String file : whole.disk.list()) {
      byte[] content = whole.disk.content(file);
      for (int at = 0; at < content.length; at++) {
        SimulatedDisk disk = new SimulatedDisk(new Random(at));
        for (String other : whole.disk.list()) {
          disk.put(other, whole.disk.content(other));
        }
        byte[] flipped = content.clone();
        flipped[at] ^= (byte) (1 << at % 8);
        disk.put(file, flipped);
        RecorderModel model = new RecorderModel(disk);
        model.clock.advance(Duration.ofHours(2));
        model.given.putAll(whole.given);
        model.checkTrue("day", TOPIC);
        model.checkTrue("week", OTHER);
      }
    }
  }
}
