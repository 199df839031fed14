package hearth.io.net;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses as others write them, in numbers. Never asks anybody for a name. */
public final class NumericAddress {
  private static final int IPV4_PARTS = 4;

  private NumericAddress() {}

  /** The address of a text such as {@code 192.168.1.7} or {@code 2001:db8::7}; null for another. */
  public static InetAddress of(String text) {
    boolean isIpv6 = text.indexOf(':') >= 0;
    if (isIpv6 ? text.indexOf('%') >= 0 || !isOf(text, ".:abcdefABCDEF") : !isIpv4(text)) {
      return null;
    }
    try {
      return InetAddress.getByName(isIpv6 ? "[" + text + "]" : text);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static boolean isOf(String text, String besidesDigits) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || besidesDigits.indexOf(c) >= 0);
  }

  private static boolean isIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != IPV4_PARTS || !isOf(text, ".")) {
      return false;
    }
    for (String part : parts) {
      if (part.isEmpty() || part.length() > 3 || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }
}
