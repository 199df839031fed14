package hearth.broker.access;

import hearth.io.file.Account;

/** What the permissions of a file that the service reads and nobody else are on this machine. */
public final class SecretMode {
  private SecretMode() {}

  /** Where root runs this beside an installed Hearth, its group reads what is made for it. */
  public static String expected() {
    boolean isRoot = System.getProperty("user.name").equals("root");
    return isRoot && Account.ofService().isPresent() ? "rw-r-----" : "rw-------";
  }
}
