package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.runtime.config.Configuration;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TileTableTest {
  private static final String HOME =
      """
      device: {topic: home, name: Living room}
      sensors: [{kind: dht22, name: climate, label: 'Window, "left"', pin: 5}]
      lights: [{name: light, pin: 17}]
      switches: [{name: pump, label: Pump, pin: 27, layout: single}]
      buttons: [{name: button, pin: 22}]
      binary_sensors: [{name: door, pin: 23}]
      """;

  @Test
  void columnsStandBelowEachOther() throws Exception {
    assertEquals(
        """
        name                        kind    subscribe                 publish         on      off      unit  qos  retain
        Window, "left" temperature  value   home/climate/temperature                                   °C    1
        Window, "left" humidity     value   home/climate/humidity                                      %     1
        light                       switch  home/light                home/light/set  ON      OFF            1    no
        Pump                        switch  home/pump                 home/pump       ON      OFF            1    no
        button                      text    home/button                                                      1
        door                        text    home/door                                 ON      OFF            1
        Living room: is it there?   text    home/availability                         online  offline        1
        """,
        TileTable.TABLE.of(tiles()));
  }

  @Test
  void aCommaInAValueIsNoneBetweenValues() throws Exception {
    List<String> lines = TileTable.CSV.of(tiles()).lines().toList();

    assertEquals("name,kind,subscribe,publish,on,off,unit,qos,retain", lines.get(0));
    assertEquals(
        "\"Window, \"\"left\"\" humidity\",value,home/climate/humidity,,,,%,1,", lines.get(2));
  }

  @Test
  void jsonHasNumbersAndFlags() throws Exception {
    assertEquals(
        "[\n\t{\n\t\t\"name\":\t\"light\",\n\t\t\"kind\":\t\"switch\",\n\t\t\"subscribe\":"
            + "\t\"home/light\",\n\t\t\"publish\":\t\"home/light/set\",\n\t\t\"on\":\t\"ON\","
            + "\n\t\t\"off\":\t\"OFF\",\n\t\t\"qos\":\t1,\n\t\t\"retain\":\tfalse\n\t}\n]\n",
        TileTable.JSON.of(List.of(tiles().get(2))));
  }

  @Test
  void aLightThatIsDimmedHasASlider() throws Exception {
    String home = "device: {topic: home}\nlights: [{name: light, pin: 18, dimming: {}}]";

    Tile slider = Tile.of(Configuration.parse("test", home, Path.of("."))).get(1);

    assertEquals("slider", slider.kind());
    assertEquals("light brightness, 0 to 255", slider.name());
    assertEquals("home/light/brightness", slider.subscribe());
    assertEquals("home/light/brightness/set", slider.publish());
  }

  private static List<Tile> tiles() throws Exception {
    return Tile.of(Configuration.parse("test", HOME, Path.of(".")));
  }
}
