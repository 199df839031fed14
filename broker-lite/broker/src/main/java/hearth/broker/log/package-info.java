/**
 * What the log is told of clients: who comes and goes, what was dropped, whom the broker refused
 * something. Not more lines than a person can read, whatever a client does.
 */
package hearth.broker.log;
