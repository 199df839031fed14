package hearth.broker.connection;

import hearth.broker.account.Owners;
import hearth.broker.log.ClientLog;
import hearth.broker.log.RefusalListener;
import hearth.broker.routing.Router;
import hearth.broker.routing.Sessions;
import hearth.broker.routing.Subscriptions;
import hearth.broker.routing.Wills;
import hearth.broker.session.CurrentAuthority;
import hearth.broker.session.Journal;
import hearth.broker.session.Overload;
import hearth.broker.session.Statistics;
import hearth.broker.sys.SystemTopics;
import hearth.io.loop.EventLoop;
import hearth.protocol.topic.TopicNames;
import java.util.random.RandomGenerator;

/** What every connection works with: the one state of the broker, owned by the loop's thread. */
public record BrokerContext(
    EventLoop loop,
    Sessions sessions,
    Subscriptions subscriptions,
    Router router,
    Wills wills,
    Journal journal,
    SystemTopics systemTopics,
    Statistics statistics,
    Overload overload,
    Owners owners,
    CurrentAuthority authority,
    Admissions admissions,
    ConnectionLimits limits,
    TopicNames topicNames,
    OverloadGuard buffers,
    LargePacketPacer largePackets,
    CurrentPublisher publisher,
    RefusalListener refusals,
    ClientLog clients,
    RandomGenerator random) {}
