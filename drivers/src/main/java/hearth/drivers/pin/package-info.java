/**
 * Pins: a chip with lines, outputs and inputs on it. One interface, kept by the real chip through
 * Pi4J's gpiod plugin and by a strict simulated one.
 */
package hearth.drivers.pin;
