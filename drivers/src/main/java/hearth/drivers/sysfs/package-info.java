/** Numbers in files of the kernel as sensors. */
package hearth.drivers.sysfs;
