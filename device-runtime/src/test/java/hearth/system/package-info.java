/**
 * Hearth as a stranger meets it: the distribution in processes of its own, and clients that know
 * nothing of it, Debian's mosquitto-clients and python3-paho-mqtt.
 */
package hearth.system;
