/**
 * What Home Assistant is told, so that it finds the device and all its things by itself: one
 * retained message a device, as its MQTT integration describes it.
 */
package hearth.runtime.discovery;
