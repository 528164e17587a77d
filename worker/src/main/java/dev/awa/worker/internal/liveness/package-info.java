/** Registrations, heartbeats and housekeeping. Calls {@code lease}, {@code connection} and {@code threads}. */
@NullMarked
package dev.awa.worker.internal.liveness;

import org.jspecify.annotations.NullMarked;
