/**
 * The configuration: {@code hearth.yaml} read into records that are right or are not there at all.
 *
 * <p>Keys, defaults, allowed values and constructor of a section stand together in its record;
 * {@link hearth.runtime.config.Schema} reads by them, tells every problem of a file with its line
 * and column, and is what the documentation is tested against. Nothing here opens a pin, a socket
 * or a store.
 */
package hearth.runtime.config;
