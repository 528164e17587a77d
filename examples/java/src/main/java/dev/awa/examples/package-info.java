/** A producer and a worker. */
@NullMarked
package dev.awa.examples;

import org.jspecify.annotations.NullMarked;
