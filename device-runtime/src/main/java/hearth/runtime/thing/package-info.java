/**
 * Things: what stands between a driver and its topics. Their state belongs to the event loop; what
 * a part answers comes to it as a task. They know an {@link hearth.runtime.thing.StatePublisher}
 * and no client, and whether a broker is there is all the same to them: a button works without one.
 */
package hearth.runtime.thing;
