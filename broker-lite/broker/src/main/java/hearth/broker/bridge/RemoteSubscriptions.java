package hearth.broker.bridge;

import hearth.broker.session.Session;
import hearth.broker.session.SessionSubscription;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.topic.TopicFilter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the remote keeps for this bridge as it was configured before: a server is not asked for the
 * subscriptions of a session, so they are remembered where the journal keeps such things anyway, as
 * subscriptions at home, below a name that no message has.
 */
final class RemoteSubscriptions {
  /** What rules allow every bridge, since nothing comes of it. */
  static final String PREFIX = "$bridge/";

  private final BridgeSettings settings;
  private final BridgeHome home;

  RemoteSubscriptions(BridgeSettings settings, BridgeHome home) {
    this.settings = settings;
    this.home = home;
  }

  /** The SUBSCRIBE at home before the one at the remote. */
  Subscribe toRemember() {
    return new Subscribe(
        1,
        settings.in().stream()
            .map(each -> new Subscription(remembered(each.remoteFilter()), QoS.AT_MOST_ONCE))
            .toList(),
        Properties.NONE);
  }

  /** The UNSUBSCRIBE at home after the one at the remote. */
  Unsubscribe toForget() {
    return new Unsubscribe(
        2, old().stream().map(RemoteSubscriptions::remembered).toList(), Properties.NONE);
  }

  /** What the remote may still have and is not to have any more. */
  List<TopicFilter> old() {
    Set<TopicFilter> wanted = new HashSet<>();
    settings.in().forEach(each -> wanted.add(each.remoteFilter()));
    Session session = home.session(settings.inSession());
    return session == null
        ? List.of()
        : session.subscriptions().stream()
            .map(SessionSubscription::filter)
            .map(TopicFilter::toString)
            .filter(each -> each.startsWith(PREFIX))
            .map(each -> TopicFilter.of(each.substring(PREFIX.length())))
            .filter(each -> !wanted.contains(each))
            .toList();
  }

  private static TopicFilter remembered(TopicFilter remote) {
    return TopicFilter.of(PREFIX + remote);
  }
}
