/** The page that browsers are shown: its files, and what it is told. */
package hearth.runtime.panel;
