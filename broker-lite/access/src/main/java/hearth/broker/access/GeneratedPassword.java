package hearth.broker.access;

import java.security.SecureRandom;

/** Passwords that nobody guesses and that can still be typed on a phone. */
public final class GeneratedPassword {
  /** 32 characters, 5 bits each; none that look alike. */
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

  private static final int GROUPS = 5;
  private static final int GROUP_LENGTH = 4;

  private GeneratedPassword() {}

  /** A password of 100 random bits, as {@code k7dq-m9xw-...}. */
  public static String make(SecureRandom random) {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < GROUPS * GROUP_LENGTH; i++) {
      password.append(i > 0 && i % GROUP_LENGTH == 0 ? "-" : "");
      password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return password.toString();
  }
}
