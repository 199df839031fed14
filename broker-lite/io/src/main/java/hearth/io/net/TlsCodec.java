package hearth.io.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** TLS. The buffers are those of the layer and hold nothing between calls. */
final class TlsCodec implements Codec {
  private static final int RECORD_HEADER_BYTES = 5;
  private static final int MAX_PLAIN_RECORD = 16 * 1024;

  /** Of an engine with its keys: measured, of versions 1.2 and 1.3. */
  private static final int ENGINE_BYTES = 5 * 1024;

  /** A client sends some 2 KB, and its certificates: until they are whole the engine keeps them. */
  private static final int MAX_HANDSHAKE_BYTES = 16 * 1024;

  /** Decrypting or encrypting, measured in messages that could be passed on meanwhile. */
  private static final int WORK_OF_A_RECORD = 16;

  private static final int BYTES_OF_ONE_WORK = 32;

  private final SSLEngine engine;
  private final Executor worker;
  private final TlsBuffers buffers;
  private LayeredChannel channel;
  private boolean heard;
  private int shaken;

  TlsCodec(SSLEngine engine, Executor worker, TlsBuffers buffers) {
    this.engine = engine;
    this.worker = worker;
    this.buffers = buffers;
  }

  @Override
  public void begin(LayeredChannel channel) throws IOException {
    this.channel = channel;
    engine.beginHandshake();
    goOn();
  }

  /** Decrypts one record. */
  @Override
  public int read(ByteBuffer bytes) throws IOException {
    if (!heard) {
      heard = true;
      TlsFailure.requireRecord(bytes.get(bytes.position()));
    }
    ByteBuffer plain = buffers.plainIn();
    SSLEngineResult result = engine.unwrap(bytes, plain);
    charge(result);
    countHandshake(result.bytesConsumed());
    Status status = result.getStatus();
    if (status == Status.BUFFER_UNDERFLOW) {
      return recordBytes(bytes);
    }
    if (status == Status.BUFFER_OVERFLOW) {
      buffers.growPlainIn();
    } else if (status == Status.CLOSED) {
      bytes.position(bytes.limit());
      channel.ended();
    } else {
      if (plain.flip().hasRemaining()) {
        channel.in.receive(plain);
      }
      afterRecord(result.getHandshakeStatus());
    }
    return 0;
  }

  private void countHandshake(int bytes) throws SSLException {
    if (!channel.isEstablished() && !engine.getUseClientMode()) {
      shaken += bytes;
      if (shaken > MAX_HANDSHAKE_BYTES) {
        throw new SSLException("it sent more than any handshake needs");
      }
    }
  }

  private static int recordBytes(ByteBuffer bytes) {
    return bytes.remaining() < RECORD_HEADER_BYTES
        ? RECORD_HEADER_BYTES
        : RECORD_HEADER_BYTES + Short.toUnsignedInt(bytes.getShort(bytes.position() + 3));
  }

  private void afterRecord(HandshakeStatus status) throws IOException {
    if (channel.state() == ChannelState.CLOSED || status == HandshakeStatus.NOT_HANDSHAKING) {
      return;
    }
    if (status == HandshakeStatus.FINISHED) {
      finished();
    } else if (channel.isEstablished() && engine.getSession().getProtocol().equals("TLSv1.2")) {
      // Renegotiation makes a server calculate a lot for a few bytes.
      throw new SSLException("the peer asked for another handshake, which is not allowed");
    }
    goOn();
    channel.below().flush();
  }

  /** Goes as far as the handshake goes without bytes from the peer. */
  private void goOn() throws IOException {
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      SSLEngineResult result = wrap(buffers.nothing);
      if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
        finished();
      }
      if (result.getStatus() == Status.CLOSED) {
        return;
      }
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      runTasks();
    }
  }

  private void runTasks() throws IOException {
    channel.setBusy(true);
    try {
      worker.execute(this::calculate);
    } catch (RejectedExecutionException e) {
      throw new IOException("nobody can calculate for it now: " + e.getMessage(), e);
    }
  }

  private void calculate() {
    for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
      task.run();
    }
    channel.loop().execute(this::tasksDone);
  }

  private void tasksDone() {
    if (channel.state() == ChannelState.CLOSED) {
      return;
    }
    try {
      channel.setBusy(false);
      goOn();
      channel.below().flush();
    } catch (IOException e) {
      channel.fail(e);
    } catch (RuntimeException e) {
      // What a trust manager let out, as one does that has not a single authority.
      channel.fail(new SSLException(e.getMessage(), e));
    }
  }

  private void finished() {
    if (!channel.isEstablished()) {
      channel.established(channel.peer().with(clientCertificates()));
    }
  }

  /** Of a client that has shown some. */
  private List<X509Certificate> clientCertificates() {
    if (engine.getUseClientMode()) {
      return List.of();
    }
    try {
      return Stream.of(engine.getSession().getPeerCertificates())
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  @Override
  public IOException inWords(IOException cause) {
    return TlsFailure.inWords(cause, engine.getUseClientMode() && !heard);
  }

  /** Encrypts what is in the buffer, as far as it fits a record, and queues it below. */
  private void charge(SSLEngineResult result) {
    channel.loop().charge(WORK_OF_A_RECORD + result.bytesConsumed() / BYTES_OF_ONE_WORK);
  }

  private SSLEngineResult wrap(ByteBuffer plain) throws IOException {
    while (true) {
      ByteBuffer out = buffers.cipherOut();
      SSLEngineResult result = engine.wrap(plain, out);
      charge(result);
      if (result.getStatus() != Status.BUFFER_OVERFLOW) {
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        channel.below().write(bytes);
        return result;
      }
      buffers.growCipherOut();
    }
  }

  @Override
  public int write(WriteQueue queue) throws IOException {
    ByteBuffer plain = buffers.plainOut().limit(MAX_PLAIN_RECORD);
    queue.copyTo(plain);
    int consumed = wrap(plain.flip()).bytesConsumed();
    if (consumed == 0) {
      throw new SSLException("the TLS connection takes no more bytes");
    }
    return consumed;
  }

  /** Queues our close_notify, or the alert that says what went wrong. */
  @Override
  public void sayGoodbye(IOException cause) throws IOException {
    engine.closeOutbound();
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      if (wrap(buffers.nothing).getStatus() == Status.CLOSED) {
        return;
      }
    }
  }

  @Override
  public int bytes() {
    return ENGINE_BYTES;
  }
}
