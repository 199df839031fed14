/**
 * The command {@code hearth} and its subcommands. Those that read users, rules and certificates
 * know the broker's package {@code access}; the broker itself is the hosts'.
 */
package hearth.runtime.command;
