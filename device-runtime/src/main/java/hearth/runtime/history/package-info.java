/**
 * Readings that the broker could not have when they were taken: kept, and delivered with their
 * time.
 */
package hearth.runtime.history;
