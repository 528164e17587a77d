/**
 * Sleeping while there is nothing to claim, and waking who claims when there is. Calls {@code claiming}, {@code lease},
 * {@code connection} and {@code threads}.
 */
@NullMarked
package dev.awa.worker.internal.waking;

import org.jspecify.annotations.NullMarked;
