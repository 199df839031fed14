/**
 * The account of all memory that is held for clients. Every byte that exists because of a client is
 * charged here where it is made, and given back where it is let go; limits and {@code $SYS} read
 * nothing else. Knows nothing of what is held.
 */
package hearth.broker.account;
