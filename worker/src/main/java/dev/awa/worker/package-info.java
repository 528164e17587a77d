/** Runs jobs: typed handlers, batched claims and settles, leases. */
@NullMarked
package dev.awa.worker;

import org.jspecify.annotations.NullMarked;
