/**
 * What things consist of, as data: each renderer (Home Assistant, Homie, tiles of phones, the
 * report of {@code check}) reads this and knows no kind of thing.
 */
package hearth.runtime.entity;
