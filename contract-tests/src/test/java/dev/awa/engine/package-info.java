/** Tests of the storage engine's invariants: races, random load with exact accounting, cost that does not grow. */
@NullMarked
package dev.awa.engine;

import org.jspecify.annotations.NullMarked;
