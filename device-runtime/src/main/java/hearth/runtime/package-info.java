/**
 * The command {@code hearth} and the programs it starts: here the objects are made and connected.
 * Of the whole device runtime, only this package knows the broker.
 */
package hearth.runtime;
