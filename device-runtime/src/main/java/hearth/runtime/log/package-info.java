/** What log lines look like on a terminal and for systemd's journal. */
package hearth.runtime.log;
