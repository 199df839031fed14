/**
 * Other processes as the tests start and watch them: programs, Debian's Mosquitto, the ports and
 * the time that they take. It knows nothing of Hearth.
 */
package hearth.testsupport;
