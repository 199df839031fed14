package hearth.io.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * WebSocket (RFC 6455). What is sent in one turn becomes one binary message; of what comes, the
 * payloads are one stream, whatever their frames [MQTT-6.0.0-2], and are handed on as they come: no
 * frame is ever held as a whole.
 */
final class WebSocketCodec implements Codec {
  private static final int NORMAL = 1000;
  private static final int INTERNAL_ERROR = 1011;
  private static final int MAX_FRAME_SENT = 64 * 1024;

  /** Measured in messages that could be passed on meanwhile. */
  private static final int WORK_OF_A_FRAME = 4;

  /** Pongs are dropped while so much is queued below: who floods us with Pings reads them first. */
  private static final int MAX_PENDING_FOR_PONGS = 16 * 1024;

  private final WebSocketOpening opening;
  private final boolean isClient;
  private final WebSocketLayer.Settings settings;
  private final RandomGenerator random;
  private LayeredChannel channel;

  /** What is left of the payload of the current data frame. */
  private long remaining;

  private int mask;
  private boolean inMessage;
  private boolean lastFrame;

  /** Bytes of the current message, headers of its frames included. */
  private long messageBytes;

  private int closeStatus = NORMAL;
  private boolean saidGoodbye;

  WebSocketCodec(
      WebSocketOpening opening, WebSocketLayer.Settings settings, RandomGenerator random) {
    this.opening = opening;
    this.isClient = opening instanceof WebSocketClientOpening;
    this.settings = settings;
    this.random = random;
  }

  @Override
  public void begin(LayeredChannel channel) {
    this.channel = channel;
    byte[] first = opening.begin();
    if (first != null) {
      channel.below().write(first);
    }
  }

  @Override
  public int read(ByteBuffer bytes) throws IOException {
    if (!channel.isEstablished()) {
      return open(bytes);
    }
    channel.loop().charge(WORK_OF_A_FRAME); // it may be empty, and without end
    if (remaining == 0) {
      return frame(bytes);
    }
    payload(bytes);
    return 0;
  }

  private int open(ByteBuffer bytes) throws IOException {
    byte[] answer = opening.read(bytes);
    if (answer == null) {
      return bytes.remaining() + 1;
    }
    channel.below().write(answer);
    channel.established(opening.peer());
    return 0;
  }

  /** Unmasks in place and hands on as much as there is of the current frame's payload. */
  private void payload(ByteBuffer bytes) {
    int limit = bytes.limit();
    int from = bytes.position();
    int to = from + (int) Math.min(remaining, limit - from);
    if (!isClient) {
      mask = WebSocketFrame.mask(bytes, from, to, mask);
    }
    remaining -= to - from;
    bytes.limit(to);
    channel.in.receive(bytes);
    bytes.limit(limit).position(to);
    endMessageIfDone();
  }

  private void endMessageIfDone() {
    if (remaining == 0 && lastFrame) {
      inMessage = false;
      messageBytes = 0;
    }
  }

  /** Reads a frame's header, and all of a control frame; returns how much is missing, or 0. */
  private int frame(ByteBuffer bytes) throws IOException {
    int header = WebSocketFrame.headerBytes(bytes);
    if (bytes.remaining() < header) {
      return header;
    }
    int opcode = WebSocketFrame.opcode(bytes);
    long length = checkedLength(bytes);
    if (WebSocketFrame.isControl(opcode)) {
      int whole = header + checkedControlLength(bytes, length);
      if (bytes.remaining() < whole) {
        return whole;
      }
      control(opcode, bytes, header, (int) length);
      return 0;
    }
    checkData(opcode);
    beginPayload(bytes, header, length);
    return 0;
  }

  private void beginPayload(ByteBuffer bytes, int header, long length) throws IOException {
    messageBytes += header;
    if (length > settings.maximumMessageBytes() - messageBytes) {
      throw new WebSocketException(
          WebSocketException.TOO_BIG,
          "a WebSocket message is longer than " + settings.maximumMessageBytes() + " bytes");
    }
    messageBytes += length;
    mask = isClient ? 0 : WebSocketFrame.mask(bytes, header);
    inMessage = true;
    lastFrame = WebSocketFrame.isFinal(bytes);
    remaining = length;
    bytes.position(bytes.position() + header);
    endMessageIfDone();
  }

  private long checkedLength(ByteBuffer bytes) throws WebSocketException {
    if (WebSocketFrame.hasReservedBits(bytes)) {
      throw protocolError("a frame has reserved bits set");
    }
    if (WebSocketFrame.isMasked(bytes) == isClient) {
      throw protocolError(isClient ? "a server's frame is masked" : "a client's frame is unmasked");
    }
    long length = WebSocketFrame.length(bytes);
    if (length < 0) {
      throw protocolError("a frame's length is not written as it should be");
    }
    return length;
  }

  private static int checkedControlLength(ByteBuffer bytes, long length) throws WebSocketException {
    if (!WebSocketFrame.isFinal(bytes) || length > WebSocketFrame.MAX_CONTROL_PAYLOAD) {
      throw protocolError("a control frame is fragmented or longer than 125 bytes");
    }
    return (int) length;
  }

  private void checkData(int opcode) throws WebSocketException {
    if (opcode == WebSocketFrame.TEXT) {
      // [MQTT-6.0.0-1]
      throw new WebSocketException(
          WebSocketException.UNSUPPORTED_DATA, "MQTT comes in binary frames, and this one is text");
    }
    if (opcode > WebSocketFrame.BINARY) {
      throw protocolError("there are no frames with the code " + opcode);
    }
    if ((opcode == WebSocketFrame.CONTINUATION) != inMessage) {
      throw protocolError(inMessage ? "a message began within another" : "nothing to continue");
    }
  }

  private void control(int opcode, ByteBuffer bytes, int header, int length) throws IOException {
    byte[] payload = new byte[length];
    int from = bytes.position() + header;
    if (!isClient) {
      WebSocketFrame.mask(bytes, from, from + length, WebSocketFrame.mask(bytes, header));
    }
    bytes.position(from).get(payload);
    switch (opcode) {
      case WebSocketFrame.PING -> {
        if (channel.below().pendingBytes() < MAX_PENDING_FOR_PONGS) {
          channel.below().write(frameOf(WebSocketFrame.PONG, payload));
        }
      }
      case WebSocketFrame.PONG -> {}
      case WebSocketFrame.CLOSE -> {
        closeStatus = checkedStatus(payload);
        channel.ended();
      }
      default -> throw protocolError("there are no control frames with the code " + opcode);
    }
  }

  /** The status code of a Close frame (7.4), which we echo. */
  private static int checkedStatus(byte[] payload) throws WebSocketException {
    if (payload.length == 0) {
      return NORMAL;
    }
    if (payload.length == 1) {
      throw protocolError("a Close frame has half a status code");
    }
    ByteBuffer in = ByteBuffer.wrap(payload);
    int status = Short.toUnsignedInt(in.getShort());
    boolean known =
        (status >= 1000 && status <= 1014 && (status < 1004 || status > 1006))
            || (status >= 3000 && status <= 4999);
    if (!known) {
      throw protocolError("a Close frame has the status code " + status);
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(in);
    } catch (CharacterCodingException e) {
      throw new WebSocketException(
          WebSocketException.INVALID_PAYLOAD, "the reason in a Close frame is not UTF-8");
    }
    return status;
  }

  private static WebSocketException protocolError(String message) {
    return new WebSocketException(WebSocketException.PROTOCOL_ERROR, message);
  }

  @Override
  public int write(WriteQueue queue) {
    int length = (int) Math.min(queue.bytes(), MAX_FRAME_SENT);
    ByteBuffer frame = newFrame(WebSocketFrame.BINARY, length);
    int start = frame.position();
    queue.copyTo(frame);
    channel.below().write(masked(frame, start));
    return length;
  }

  private byte[] frameOf(int opcode, byte[] payload) {
    ByteBuffer frame = newFrame(opcode, payload.length);
    int start = frame.position();
    frame.put(payload);
    return masked(frame, start);
  }

  /** A buffer over an array of exactly the frame's size, with the header in it. */
  private ByteBuffer newFrame(int opcode, int length) {
    int header = length < 126 ? 2 : length < 0x1_0000 ? 4 : 10;
    ByteBuffer frame = ByteBuffer.allocate(header + (isClient ? 4 : 0) + length);
    WebSocketFrame.putHeader(frame, opcode, length, isClient, isClient ? random.nextInt() : 0);
    return frame;
  }

  private byte[] masked(ByteBuffer frame, int start) {
    if (isClient) {
      WebSocketFrame.mask(frame, start, frame.limit(), frame.getInt(start - 4));
    }
    return frame.array();
  }

  @Override
  public void sayGoodbye(IOException cause) {
    if (saidGoodbye) {
      return;
    }
    saidGoodbye = true;
    if (cause instanceof HttpRefusal refusal && !isClient) {
      refusal.answer().forEach(channel.below()::write);
    } else if (channel.isEstablished()) {
      channel.below().write(frameOf(WebSocketFrame.CLOSE, closePayload(cause)));
    }
  }

  private byte[] closePayload(IOException cause) {
    int status = closeStatus;
    String reason = "";
    if (cause != null) {
      status = cause instanceof WebSocketException e ? e.status() : INTERNAL_ERROR;
      reason = cause.getMessage();
    }
    byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
    int length = Math.min(text.length, WebSocketFrame.MAX_CONTROL_PAYLOAD - 2);
    return ByteBuffer.allocate(2 + length).putShort((short) status).put(text, 0, length).array();
  }
}
