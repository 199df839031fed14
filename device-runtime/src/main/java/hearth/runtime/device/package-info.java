/** The device: all things of a configuration, and their one connection to a broker. */
package hearth.runtime.device;
