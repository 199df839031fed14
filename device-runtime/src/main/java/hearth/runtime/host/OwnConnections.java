package hearth.runtime.host;

import hearth.broker.Broker;
import hearth.broker.connection.Authenticator;
import hearth.broker.connection.Authenticator.AuthResult;
import hearth.broker.session.Permissions;
import hearth.io.loop.SelectorLoop;
import hearth.io.net.Channel;
import hearth.io.net.Connector;
import hearth.io.net.MemoryChannel;
import hearth.io.net.Peer;
import hearth.protocol.packet.Connect;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Connections to the broker from within its process: of the device, and of bridges. */
final class OwnConnections {
  /**
   * The user of the device in this process. No password file can hold a name with a colon, so
   * nobody else can take its session over.
   */
  static final String DEVICE = ":device";

  private final SelectorLoop loop;
  private final Broker broker;
  private final HomeAuthority authority;

  OwnConnections(SelectorLoop loop, Broker broker, HomeAuthority authority) {
    this.loop = loop;
    this.broker = broker;
    this.authority = authority;
  }

  /** Opens connections to this broker within the process, for the device, which may do all. */
  Connector connector() {
    return (host, port, timeoutNanos) ->
        CompletableFuture.completedFuture(connection(new OwnDevice()));
  }

  /** Lets the device of this process in, and tells it whose commands it gets. */
  private static final class OwnDevice implements Authenticator {
    @Override
    public void authenticate(
        Connect connect, String clientIdentifier, Peer peer, Consumer<AuthResult> answer) {
      answer.accept(AuthResult.accepted(DEVICE, Permissions.ALL));
    }

    @Override
    public boolean tellsPublishers() {
      return true;
    }
  }

  /** Of a bridge, which may do what its user may at home. */
  Channel bridge(String user) {
    return connection(
        (connect, clientIdentifier, peer, answer) ->
            answer.accept(
                AuthResult.accepted(user, authority.permissions(user, clientIdentifier))));
  }

  /** A connection within the process, for its device and bridges. */
  private Channel connection(Authenticator authenticator) {
    MemoryChannel.Pair pair =
        MemoryChannel.pair(loop, "the device of this process", "the broker of this process");
    broker.accept(pair.b(), authenticator);
    return pair.a();
  }
}
