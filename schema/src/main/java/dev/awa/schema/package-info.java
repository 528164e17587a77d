/** Installs the Awa schema in a PostgreSQL database. */
@NullMarked
package dev.awa.schema;

import org.jspecify.annotations.NullMarked;
