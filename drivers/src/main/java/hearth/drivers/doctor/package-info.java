/** Looks at the hardware of a running machine and says in plain words what it found. */
package hearth.drivers.doctor;
