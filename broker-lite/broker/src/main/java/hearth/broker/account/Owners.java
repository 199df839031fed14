package hearth.broker.account;

import java.util.HashMap;
import java.util.Map;

/** The accounts of all who hold memory of the broker. On the loop's thread. */
public final class Owners {
  private static final String ANONYMOUS = "everybody without a user name";

  private final Account whole;
  private final Account strangers;
  private final Account anonymous;
  private final Limits ofAddress;
  private final Limits ofUser;
  private final Limits ofUnnamed;
  private final Map<String, Account> addresses = new HashMap<>();
  private final Map<String, Account> users = new HashMap<>();

  /**
   * @param whole of the broker
   * @param ofAddress of those behind one address who are not let in yet
   * @param ofUser of one user, or of all who are let in without a name
   * @param ofUnnamed of those of them who come from one address
   */
  public Owners(Limits whole, Limits ofAddress, Limits ofUser, Limits ofUnnamed) {
    this.whole = Account.whole(whole);
    this.strangers = this.whole.open("all who are not let in yet", Limits.NONE);
    this.anonymous = this.whole.open(ANONYMOUS, ofUser);
    this.ofAddress = ofAddress;
    this.ofUser = ofUser;
    this.ofUnnamed = ofUnnamed;
  }

  /** Accounts without limits. */
  public static Owners unlimited() {
    return new Owners(Limits.NONE, Limits.NONE, Limits.NONE, Limits.NONE);
  }

  public Account whole() {
    return whole;
  }

  /** Of a connection that is not let in yet. */
  public Account stranger(String address) {
    return strangers.find("address " + address, ofAddress, addresses).open(address);
  }

  /** Whether those of one address who are not let in yet have no room for so much more. */
  public boolean isStrangerFull(String address, Kind kind, long amount) {
    Account those = addresses.get("address " + address);
    return those != null && !those.hasItselfRoom(kind, amount);
  }

  /**
   * What a user is called here, or those without a name who come from one address: what one of them
   * holds must not keep all others out.
   *
   * @param name null for one without a name
   * @param address null where it is not known, of one that has not come back after a restart
   */
  public static String called(String name, String address) {
    return name != null
        ? "user " + name
        : address == null ? ANONYMOUS : ANONYMOUS + " at " + address;
  }

  /** Of a user, or of those without a name whose address is not known. */
  public Account user(String name) {
    return of(called(name, null));
  }

  /** Those of an owner, so called, are opened below it. */
  public Account of(String owner) {
    if (owner.equals(ANONYMOUS)) {
      return anonymous;
    }
    return isUnnamed(owner)
        ? anonymous.find(owner, ofUnnamed, users)
        : whole.find(owner, ofUser, users);
  }

  /** The same, to be looked at only: who holds nothing gets no account. */
  public Account look(String owner) {
    Account found = owner.equals(ANONYMOUS) ? anonymous : users.get(owner);
    if (found != null) {
      return found;
    }
    return isUnnamed(owner) ? anonymous.empty(owner, ofUnnamed) : whole.empty(owner, ofUser);
  }

  private static boolean isUnnamed(String owner) {
    return owner.startsWith(ANONYMOUS);
  }

  /** Users that hold something, by what they are called. */
  public Map<String, Account> users() {
    return users;
  }
}
