/** The client for TypeScript, over node-postgres. */
@NullMarked
package dev.awa.codegen.typescript;

import org.jspecify.annotations.NullMarked;
