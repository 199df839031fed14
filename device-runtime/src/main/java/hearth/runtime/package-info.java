/** Where the Java virtual machine starts; everything else is below. */
package hearth.runtime;
