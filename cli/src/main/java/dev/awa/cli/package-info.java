/** The awa command. */
@NullMarked
package dev.awa.cli;

import org.jspecify.annotations.NullMarked;
