/** When schedules fire: the database's answers beside those of a walk over instants, which knows nothing of its ways. */
@NullMarked
package dev.awa.contract.schedules;

import org.jspecify.annotations.NullMarked;
