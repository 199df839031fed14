/** The subcommands of {@code hearth} that need no broker in their own process. */
package hearth.runtime.command;
