/** Typed producer API over the SQL functions of schema {@code awa}. */
@NullMarked
package dev.awa.client;

import org.jspecify.annotations.NullMarked;
