/** Filters of readings in ESPHome's words; pure, with the time as an argument. */
package hearth.drivers.sensor.filter;
