/**
 * What this process holds: its registrations, the claims that are open under them, and their attempts. Calls no other
 * room.
 */
@NullMarked
package dev.awa.worker.internal.lease;

import org.jspecify.annotations.NullMarked;
