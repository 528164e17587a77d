/** The SQL promise, tested: pgTAP files and their runner, races of two sessions, and the reference page. */
@NullMarked
package dev.awa.contract;

import org.jspecify.annotations.NullMarked;
