/**
 * Pins: a chip with lines, outputs and inputs on it, and a strict simulated one. The real chip is
 * in {@code hearth.drivers.gpiod}.
 */
package hearth.drivers.pin;
