/** What is known about boards, their pins and their firmware, for planning and for looking. */
package hearth.drivers.board;
