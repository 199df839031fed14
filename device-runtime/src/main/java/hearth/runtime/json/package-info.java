/**
 * JSON as plain code writes it: no library, no reflection, nothing to load at the start. What
 * others wrote is read by the configuration's reader, within bounds.
 */
package hearth.runtime.json;
