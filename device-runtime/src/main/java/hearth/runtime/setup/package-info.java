/** What {@code hearth setup} writes: questions, and a configuration of which lines change. */
package hearth.runtime.setup;
