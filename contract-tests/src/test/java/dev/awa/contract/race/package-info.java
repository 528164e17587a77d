/** What only two sessions at once can show: the second one starts, its lock wait is seen, then the first one acts. */
@NullMarked
package dev.awa.contract.race;

import org.jspecify.annotations.NullMarked;
