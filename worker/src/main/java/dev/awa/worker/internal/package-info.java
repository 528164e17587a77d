/** How the worker runs; none of it is API. */
@NullMarked
package dev.awa.worker.internal;

import org.jspecify.annotations.NullMarked;
