/**
 * A bridge to another broker or cluster. It keeps no message of its own: it splices a session that
 * it has at home, durable in the journal, to a session that it has at the remote, with the same
 * Packet Identifiers on both sides, so that PUBLISH, PUBACK, PUBREC, PUBREL and PUBCOMP pass
 * through and whichever end is killed finds the delivery where it was.
 */
package hearth.broker.bridge;
