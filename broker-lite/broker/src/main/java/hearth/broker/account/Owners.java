package hearth.broker.account;

import java.util.HashMap;
import java.util.Map;

/** The accounts of all who hold memory of the broker. On the loop's thread. */
public final class Owners {
  private static final String ANONYMOUS = "everybody without a user name";

  private final Account whole;
  private final Account strangers;
  private final Limits ofAddress;
  private final Limits ofUser;
  private final Map<String, Account> addresses = new HashMap<>();
  private final Map<String, Account> users = new HashMap<>();

  /**
   * @param whole of the broker
   * @param ofAddress of those behind one address who are not let in yet
   * @param ofUser of one user, or of all who are let in without a name
   */
  public Owners(Limits whole, Limits ofAddress, Limits ofUser) {
    this.whole = Account.whole(whole);
    this.strangers = this.whole.open("all who are not let in yet", Limits.NONE);
    this.ofAddress = ofAddress;
    this.ofUser = ofUser;
  }

  /** Accounts without limits. */
  public static Owners unlimited() {
    return new Owners(Limits.NONE, Limits.NONE, Limits.NONE);
  }

  public Account whole() {
    return whole;
  }

  /** Of a connection that is not let in yet. */
  public Account stranger(String address) {
    return strangers.find("address " + address, ofAddress, addresses).open(address);
  }

  /**
   * Those of a user are opened below it.
   *
   * @param name null for one without a name
   */
  public Account user(String name) {
    return whole.find(name == null ? ANONYMOUS : "user " + name, ofUser, users);
  }

  /** Users that hold something, by what they are called. */
  public Map<String, Account> users() {
    return users;
  }
}
