/** What people and doors do to pins: buttons and contacts. */
package hearth.drivers.input;
