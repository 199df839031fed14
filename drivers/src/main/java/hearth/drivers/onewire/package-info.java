/** Thermometers on a 1-wire bus (DS18B20 and its family) through the files of w1_therm. */
package hearth.drivers.onewire;
