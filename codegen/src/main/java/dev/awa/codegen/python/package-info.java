/** The client for Python, over psycopg. */
@NullMarked
package dev.awa.codegen.python;

import org.jspecify.annotations.NullMarked;
