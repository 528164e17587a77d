/** What becomes of jobs when the server itself fails, tried with a distribution's PostgreSQL and the real worker. */
@NullMarked
package dev.awa.resilience;

import org.jspecify.annotations.NullMarked;
