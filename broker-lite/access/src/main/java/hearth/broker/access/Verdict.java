package hearth.broker.access;

/**
 * Whether a client may, and what says so.
 *
 * @param allowed whether it may
 * @param because the rule that gave the verdict, as {@code /etc/hearth/acl:12: topic read home/#},
 *     or a sentence where no line of a file did
 */
public record Verdict(boolean allowed, String because) {
  @Override
  public String toString() {
    return (allowed ? "allowed: " : "refused: ") + because;
  }
}
