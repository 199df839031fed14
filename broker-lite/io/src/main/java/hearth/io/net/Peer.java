package hearth.io.net;

/**
 * The other end of a channel.
 *
 * @param address as {@code 192.168.1.7:50312}, or a word such as {@code in-process}
 * @param host the address without its port: what limits and bans count by
 * @param certificateSubject the subject of a verified TLS client certificate (RFC 2253), or null
 */
public record Peer(String address, String host, String certificateSubject) {
  @Override
  public String toString() {
    return address;
  }
}
