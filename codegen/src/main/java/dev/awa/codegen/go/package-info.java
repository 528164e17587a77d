/** The client for Go, over pgx. */
@NullMarked
package dev.awa.codegen.go;

import org.jspecify.annotations.NullMarked;
