/**
 * Who may connect, publish and subscribe: users and passwords, access control lists, the ledger of
 * refusals, bans after failed logins, TLS certificates of the home's own.
 *
 * <p>Nothing here knows a socket, an event loop or a clock: time and randomness are arguments, and
 * what is read from files is an immutable value that a reload replaces as a whole.
 */
package hearth.broker.access;
