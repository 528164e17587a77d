/** The contract as a database has it: read from the catalog, written as a manifest, compared with another one. */
@NullMarked
package dev.awa.codegen.contract;

import org.jspecify.annotations.NullMarked;
