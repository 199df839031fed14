/** Parts without hardware: they are shipped, and a home without a Raspberry Pi runs on them. */
package hearth.drivers.simulated;
