/** Measures Awa with its real worker, one load shape after the other. */
@NullMarked
package dev.awa.bench.shapes;

import org.jspecify.annotations.NullMarked;
