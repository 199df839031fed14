/** The pins of a Raspberry Pi, through Pi4J's gpiod plugin. */
package hearth.drivers.gpiod;
