/** DHT sensors, and their wire: from the times of edges to a frame. */
package hearth.drivers.dht;
