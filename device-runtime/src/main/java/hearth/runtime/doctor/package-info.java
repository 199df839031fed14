/** Looks at the running machine and its broker, and says in plain words what it found. */
package hearth.runtime.doctor;
