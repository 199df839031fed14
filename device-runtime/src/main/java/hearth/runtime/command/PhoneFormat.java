package hearth.runtime.command;

import hearth.runtime.config.Configuration;
import hearth.runtime.host.CommandFailure;
import java.util.Locale;
import java.util.function.Function;

/** In which form tiles, and for some apps the connection, are written. */
enum PhoneFormat {
  TABLE(TileTable.TABLE),
  CSV(TileTable.CSV),
  JSON(TileTable.JSON),
  MQTT_ANALYZER(
      PhoneApps::mqttAnalyzer,
      "For MQTT Analyzer, version 1 of its .mqttbroker files. Save it as home.mqttbroker, open it"
          + " on the phone, and enter the password there."),
  IOT_MQTT_PANEL(
      PhoneApps::iotMqttPanel,
      "For IoT MQTT Panel, in the form of its dataVersion 152 (2025). Restore it under"
          + " 'Backup and Restore', and enter the password there; with TLS choose the home's"
          + " ca.crt there, too."),
  MQTT_DASH(
      PhoneApps::mqttDash,
      "For MQTT Dash, in the form of its exports of 2018 to 2020; it has no version of its own."
          + " Let the app wait under 'Import/Export', and publish this:"
          + " hearth pub -t metrics/exchange -f FILE");

  private final TileTable table;
  private final Function<Phone, String> app;
  private final String note;

  PhoneFormat(TileTable table) {
    this(table, null, "");
  }

  PhoneFormat(Function<Phone, String> app, String note) {
    this(null, app, note);
  }

  PhoneFormat(TileTable table, Function<Phone, String> app, String note) {
    this.table = table;
    this.app = app;
    this.note = note;
  }

  /**
   * A home in this form.
   *
   * @param host by which the phone finds the broker; null for this machine's name
   * @param user as whom it connects
   */
  String of(Configuration home, String host, String user) throws CommandFailure {
    return app == null ? table.of(Tile.of(home)) : app.apply(Phone.of(home, host, user));
  }

  /** What to do with it, and of which version of the app it is; empty where that says itself. */
  String note() {
    return note;
  }

  /** As the command line has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
