/** What the args of described kinds look like, for every language alike. */
@NullMarked
package dev.awa.codegen.kinds;

import org.jspecify.annotations.NullMarked;
