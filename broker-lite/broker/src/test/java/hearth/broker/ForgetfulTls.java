package hearth.broker;

import hearth.io.net.ChannelHandler;
import hearth.io.net.MemoryChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** The client's end of TLS, which can be forgotten: what lives on is the server's. */
final class ForgetfulTls implements ChannelHandler {
  private static final int RECORD_BYTES = 20 * 1024;

  private final MemoryChannel channel;

  /** Null once it is forgotten. */
  private SSLEngine engine;

  ForgetfulTls(MemoryChannel channel, SSLContext context, String protocol) throws SSLException {
    this.channel = channel;
    this.engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {protocol});
    engine.setSSLParameters(parameters);
    channel.open(this);
  }

  /** Sends its first bytes and no others. */
  void hello() throws SSLException {
    engine.beginHandshake();
    goOn();
    engine = null;
  }

  void shakeHands() throws SSLException {
    engine.beginHandshake();
    goOn();
  }

  /** The bytes as records. */
  byte[] encrypted(byte[] plain) throws SSLException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.wrap(plain);
    while (in.hasRemaining()) {
      ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES);
      engine.wrap(in, record);
      all.write(record.array(), 0, record.position());
    }
    return all.toByteArray();
  }

  /** Takes nothing in any more. */
  void forget() {
    engine = null;
  }

  private void goOn() throws SSLException {
    while (true) {
      for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
        task.run();
      }
      if (engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
        return;
      }
      ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES);
      engine.wrap(ByteBuffer.allocate(0), record);
      byte[] bytes = new byte[record.flip().remaining()];
      record.get(bytes);
      channel.write(bytes);
    }
  }

  @Override
  public int onBytes(ByteBuffer bytes) {
    ByteBuffer plain = ByteBuffer.allocate(RECORD_BYTES);
    try {
      while (engine != null && bytes.hasRemaining()) {
        if (engine.unwrap(bytes, plain.clear()).getStatus() != Status.OK) {
          return 0; // a record that is not whole
        }
        goOn();
      }
    } catch (SSLException e) {
      throw new AssertionError(e);
    }
    bytes.position(bytes.limit());
    return 0;
  }

  @Override
  public void onClosed(IOException cause) {
    engine = null;
  }
}
