/**
 * The home's own certificates: a certificate authority that phones are told to trust once, and the
 * server certificates that it signs. Written with the JDK's signatures and a small DER writer,
 * since the JDK has no public way to make a certificate.
 */
package hearth.broker.access.tls;
