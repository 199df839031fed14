/** The kernel's files, real, recorded or simulated, behind one small interface. */
package hearth.drivers.kernel;
