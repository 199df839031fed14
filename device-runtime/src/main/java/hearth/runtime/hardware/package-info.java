/**
 * The parts that things stand on, real or simulated, and the threads that wait for them: one for
 * pins, one for sensors. No other thread of the program blocks on hardware.
 */
package hearth.runtime.hardware;
