package hearth.broker;

import hearth.broker.access.AccessControl;
import hearth.broker.access.PasswordVerifier;
import hearth.broker.access.ScramAuthentication;

/**
 * Who there is and who may do what, as read from the files at one time.
 *
 * @param passwords checks the passwords of CONNECT packets
 * @param scram checks the proofs of AUTH packets
 * @param access the rules
 */
public record Accounts(
    PasswordVerifier passwords, ScramAuthentication scram, AccessControl access) {}
