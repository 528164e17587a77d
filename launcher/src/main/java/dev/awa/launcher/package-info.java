/** Starts PostgreSQL servers that end with the process that started them: for {@code awa dev}, for tests and for chaos. */
@NullMarked
package dev.awa.launcher;

import org.jspecify.annotations.NullMarked;
