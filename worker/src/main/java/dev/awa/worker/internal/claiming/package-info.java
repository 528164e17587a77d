/**
 * How many jobs to claim, from which queue and when, and which queue has a place that is free; a job goes on from here to
 * {@code running}. Calls {@code running}, {@code lease}, {@code connection} and {@code threads}.
 */
@NullMarked
package dev.awa.worker.internal.claiming;

import org.jspecify.annotations.NullMarked;
