/** Sensors that the kernel's Industrial I/O drivers serve. */
package hearth.drivers.iio;
