/** Sensors of the machine itself: its time, memory, radio and supply. */
package hearth.drivers.system;
