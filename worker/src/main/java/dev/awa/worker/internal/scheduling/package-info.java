/** Schedules that are declared with the worker, and applied as it starts. Calls {@code connection}. */
@NullMarked
package dev.awa.worker.internal.scheduling;

import org.jspecify.annotations.NullMarked;
