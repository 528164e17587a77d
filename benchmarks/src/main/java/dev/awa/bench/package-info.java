/** Measures Awa on a given database. */
@NullMarked
package dev.awa.bench;

import org.jspecify.annotations.NullMarked;
