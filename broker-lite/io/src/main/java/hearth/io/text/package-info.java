/** Text of strangers, as it is safe for people to read. */
package hearth.io.text;
