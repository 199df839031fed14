/**
 * How it is with a Hearth: a retained message for those who look after many, and the same figures
 * for Prometheus. It is told them; it asks nobody.
 */
package hearth.runtime.fleet;
