/** What can be switched: relays, lights, and how they behave over time. */
package hearth.drivers.output;
