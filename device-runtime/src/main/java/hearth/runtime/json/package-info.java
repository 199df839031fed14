/** JSON as plain code writes it: no library, no reflection, nothing to load at the start. */
package hearth.runtime.json;
