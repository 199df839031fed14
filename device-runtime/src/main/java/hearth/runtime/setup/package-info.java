/** `hearth setup`: asks what is wired, and writes it into a configuration. */
package hearth.runtime.setup;
