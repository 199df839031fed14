/** Light that can be dimmed, by the kernel's pulse width modulation. */
package hearth.drivers.pwm;
