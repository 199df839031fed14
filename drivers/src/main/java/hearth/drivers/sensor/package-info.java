/** What all sensors share: readings with their unit, and failures with their reason. */
package hearth.drivers.sensor;
