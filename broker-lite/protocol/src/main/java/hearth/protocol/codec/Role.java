package hearth.protocol.codec;

/** Which end of a connection is reading: some packets and values only the other end may send. */
public enum Role {
  CLIENT,
  SERVER
}
