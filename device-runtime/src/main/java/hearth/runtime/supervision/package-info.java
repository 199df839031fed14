/** What systemd is told about this program: that it is ready, and that it still lives. */
package hearth.runtime.supervision;
