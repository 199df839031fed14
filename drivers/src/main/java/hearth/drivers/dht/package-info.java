/** The wire of a DHT sensor: from edges to a frame. */
package hearth.drivers.dht;
