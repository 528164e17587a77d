/** Generates the typed clients from a migrated database. */
@NullMarked
package dev.awa.codegen;

import org.jspecify.annotations.NullMarked;
