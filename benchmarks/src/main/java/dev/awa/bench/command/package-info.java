/** The command {@code awa bench}, which the command line of a checkout has beside those of {@code dev.awa.cli}. */
@NullMarked
package dev.awa.bench.command;

import org.jspecify.annotations.NullMarked;
