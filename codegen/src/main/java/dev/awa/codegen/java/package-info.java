/** Types of described kinds for Java. */
@NullMarked
package dev.awa.codegen.java;

import org.jspecify.annotations.NullMarked;
