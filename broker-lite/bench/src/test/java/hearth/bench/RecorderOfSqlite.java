package hearth.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** SQLite as recorders use it: a write-ahead log, forced at each commit. */
final class RecorderOfSqlite implements RecorderComparison.Subject {
  private final Path file;
  private Connection connection;
  private PreparedStatement insert;

  RecorderOfSqlite(Path folder) throws SQLException {
    this.file = folder.resolve("recorder.db");
    open();
  }

  private void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS reading (sensor INTEGER, time INTEGER, value REAL,"
              + " PRIMARY KEY (sensor, time)) WITHOUT ROWID");
    }
    connection.setAutoCommit(false);
    insert = connection.prepareStatement("INSERT INTO reading VALUES (?, ?, ?)");
  }

  @Override
  public void add(int sensor, long time, double value) throws SQLException {
    insert.setInt(1, sensor);
    insert.setLong(2, time);
    insert.setDouble(3, value);
    insert.addBatch();
  }

  @Override
  public void commit(long now) throws SQLException {
    insert.executeBatch();
    connection.commit();
  }

  @Override
  public void reopen(long now) throws SQLException {
    connection.close();
    open();
  }

  @Override
  public int ask(int sensor, long from, long to) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT (time - ?1) / ?2, min(value), avg(value), max(value) FROM reading"
                + " WHERE sensor = ?3 AND time >= ?1 AND time < ?4 GROUP BY 1")) {
      select.setLong(1, from);
      select.setLong(2, (to - from) / 1000);
      select.setInt(3, sensor);
      select.setLong(4, to);
      int steps = 0;
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          steps += Double.isNaN(rows.getDouble(3)) ? 0 : 1;
        }
      }
      return steps;
    }
  }
}
