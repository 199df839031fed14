package hearth.io.net;

import hearth.io.loop.EventLoop;
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

/** TLS over any channel. The buffers are those of the layer and hold nothing between calls. */
final class TlsChannel extends LayeredChannel {
  private static final int RECORD_HEADER_BYTES = 5;
  private static final int MAX_PLAIN_RECORD = 16 * 1024;

  /** Of an engine with its keys: measured, of versions 1.2 and 1.3. */
  private static final int ENGINE_BYTES = 5 * 1024;

  /** A client sends some 2 KB, and its certificates: until they are whole the engine keeps them. */
  private static final int MAX_HANDSHAKE_BYTES = 16 * 1024;

  /** Decrypting, measured in messages that could be passed on meanwhile. */
  private static final int WORK_OF_A_RECORD = 16;

  private static final int BYTES_OF_ONE_WORK = 32;

  /** Read of each channel in a turn whose share is used up. */
  private static final int FEW_RECORDS = 4;

  private final SSLEngine engine;
  private final Executor worker;
  private final TlsBuffers buffers;
  private boolean tasksRunning;
  private boolean heard;
  private int shaken;
  private Peer peer;

  TlsChannel(EventLoop loop, Channel below, SSLEngine engine, Executor worker, TlsBuffers buffers) {
    super(loop, buffers.queues, below);
    this.engine = engine;
    this.worker = worker;
    this.buffers = buffers;
    this.peer = below.peer();
  }

  @Override
  void shakeHands() throws IOException {
    engine.beginHandshake();
    goOn();
  }

  @Override
  boolean mayRead() {
    return !tasksRunning && super.mayRead();
  }

  /** Decrypts record after record. */
  @Override
  int read(ByteBuffer bytes) throws IOException {
    if (!heard && bytes.hasRemaining()) {
      heard = true;
      TlsFailure.requireRecord(bytes.get(bytes.position()));
    }
    for (int read = 1; bytes.hasRemaining() && mayRead(); read++) {
      ByteBuffer plain = buffers.plainIn();
      SSLEngineResult result = engine.unwrap(bytes, plain);
      loop().charge(WORK_OF_A_RECORD + result.bytesConsumed() / BYTES_OF_ONE_WORK);
      countHandshake(result.bytesConsumed());
      plain.flip();
      Status status = result.getStatus();
      if (status == Status.BUFFER_UNDERFLOW) {
        return recordBytes(bytes);
      }
      if (status == Status.BUFFER_OVERFLOW) {
        buffers.growPlainIn();
      } else if (status == Status.CLOSED) {
        bytes.position(bytes.limit());
        ended();
      } else {
        if (plain.hasRemaining()) {
          receive(plain);
        }
        afterRecord(result.getHandshakeStatus());
      }
      if (read % FEW_RECORDS == 0) {
        yieldTurnIfBudgetIsUsedUp();
      }
    }
    return 0;
  }

  private void countHandshake(int bytes) throws SSLException {
    if (!isEstablished() && !engine.getUseClientMode()) {
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
    if (state() == ChannelState.CLOSED || status == HandshakeStatus.NOT_HANDSHAKING) {
      return;
    }
    if (status == HandshakeStatus.FINISHED) {
      finished();
    } else if (isEstablished() && engine.getSession().getProtocol().equals("TLSv1.2")) {
      // Renegotiation makes a server calculate a lot for a few bytes.
      throw new SSLException("the peer asked for another handshake, which is not allowed");
    }
    goOn();
    below().flush();
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
    tasksRunning = true;
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
    loop().execute(this::tasksDone);
  }

  private void tasksDone() {
    tasksRunning = false;
    if (state() == ChannelState.CLOSED) {
      return;
    }
    try {
      goOn();
      below().flush();
      readBelowOrNot();
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException e) {
      // What a trust manager let out, as one does that has not a single authority.
      fail(new SSLException(e.getMessage(), e));
    }
  }

  private void finished() {
    if (!isEstablished()) {
      peer = peer.with(clientCertificates());
      established();
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
  IOException inWords(IOException cause) {
    return TlsFailure.inWords(cause, engine.getUseClientMode() && !heard);
  }

  /** Encrypts what is in the buffer, as far as it fits a record, and queues it below. */
  private SSLEngineResult wrap(ByteBuffer plain) throws IOException {
    while (true) {
      ByteBuffer out = buffers.cipherOut();
      SSLEngineResult result = engine.wrap(plain, out);
      if (result.getStatus() != Status.BUFFER_OVERFLOW) {
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        below().write(bytes);
        return result;
      }
      buffers.growCipherOut();
    }
  }

  @Override
  void send(WriteQueue queue) throws IOException {
    while (!queue.isEmpty() && !isBlocked()) {
      ByteBuffer plain = buffers.plainOut().limit(MAX_PLAIN_RECORD);
      queue.copyTo(plain);
      int consumed = wrap(plain.flip()).bytesConsumed();
      if (consumed == 0) {
        throw new SSLException("the TLS connection takes no more bytes");
      }
      sent(consumed);
      blockIfStuckBelow();
    }
    below().flush();
  }

  /** Queues our close_notify, or the alert that says what went wrong. */
  @Override
  void sayGoodbye(IOException cause) throws IOException {
    engine.closeOutbound();
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      if (wrap(buffers.nothing).getStatus() == Status.CLOSED) {
        return;
      }
    }
  }

  @Override
  public int layerBytes() {
    return ENGINE_BYTES + super.layerBytes();
  }

  @Override
  public Peer peer() {
    return peer;
  }
}
