/**
 * Telling the database how attempts ended, and the listeners what it has committed. Calls {@code lease}, {@code
 * connection} and {@code threads}.
 */
@NullMarked
package dev.awa.worker.internal.settling;

import org.jspecify.annotations.NullMarked;
