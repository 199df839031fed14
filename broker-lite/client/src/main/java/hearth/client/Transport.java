package hearth.client;

import hearth.io.loop.SelectorLoop;
import hearth.io.net.Connector;
import hearth.io.net.TcpConnector;
import hearth.io.net.TlsLayer;
import hearth.io.net.WebSocketLayer;
import java.security.SecureRandom;
import java.util.concurrent.Executor;

/** Stacks what a client's way to its server consists of: TCP, TLS, WebSocket. */
final class Transport {
  private static final String DEFAULT_PATH = "mqtt";

  // Names are looked up and hands are shaken once a connection: a thread for each is enough.
  private final Executor worker = task -> new Thread(task, "hearth-mqtt-worker").start();
  private final SelectorLoop loop;
  private final MqttClientBuilder options;
  private final TcpConnector tcp;

  Transport(SelectorLoop loop, MqttClientBuilder options) {
    this.loop = loop;
    this.options = options;
    this.tcp = new TcpConnector(loop, worker, options.localAddress);
  }

  Connector to(ServerUri server) {
    long timeout = options.connectTimeout.toNanos();
    Connector connector = tcp;
    if (server.tls()) {
      connector =
          new TlsLayer(loop, worker, options.tlsContexts, timeout, options.tlsParameters)
              .above(connector, options.anyServerName);
    }
    if (server.webSocket()) {
      connector = webSocket(loop, server.path(), timeout).above(connector);
    }
    return connector;
  }

  private static WebSocketLayer webSocket(SelectorLoop loop, String path, long timeout) {
    WebSocketLayer.Settings usual = WebSocketLayer.Settings.DEFAULT;
    return new WebSocketLayer(
        loop,
        new SecureRandom(),
        new WebSocketLayer.Settings(
            "/" + (path.isEmpty() ? DEFAULT_PATH : path),
            usual.origins(),
            usual.maximumHeadBytes(),
            usual.maximumMessageBytes(),
            timeout));
  }
}
