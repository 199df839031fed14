package hearth.broker.session;

import hearth.io.net.Peer;

/** The authority in force, and how often it has changed. On the loop's thread. */
public final class CurrentAuthority implements Authority {
  private Authority authority = Authority.ALL;
  private int generation;

  public void set(Authority authority) {
    this.authority = authority;
  }

  /** It may answer otherwise from now on. */
  public void changed() {
    generation++;
  }

  /** Rises with each change: what was asked for in another may be different now. */
  public int generation() {
    return generation;
  }

  @Override
  public Permissions permissions(String userName, String clientIdentifier) {
    return authority.permissions(userName, clientIdentifier);
  }

  @Override
  public boolean mayOwn(String userName, String clientIdentifier) {
    return authority.mayOwn(userName, clientIdentifier);
  }

  @Override
  public boolean isGone(String userName) {
    return authority.isGone(userName);
  }

  @Override
  public boolean isRevoked(Peer peer) {
    return authority.isRevoked(peer);
  }
}
