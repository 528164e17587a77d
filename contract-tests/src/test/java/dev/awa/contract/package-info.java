/** The SQL promise, tested: pgTAP files and their runner, races of two sessions, and the pages of SQL. */
@NullMarked
package dev.awa.contract;

import org.jspecify.annotations.NullMarked;
