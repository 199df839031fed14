/**
 * The device as the Homie convention 5 has it, beside its own topics: a description, and the same
 * values under {@code homie/5}. It has a connection of its own, since its state wants a Will of its
 * own.
 */
package hearth.runtime.homie;
