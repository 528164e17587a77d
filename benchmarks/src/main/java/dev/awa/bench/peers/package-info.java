/** Drives Awa and other job queues through the same shapes, each by its own adapter program. */
@NullMarked
package dev.awa.bench.peers;

import org.jspecify.annotations.NullMarked;
