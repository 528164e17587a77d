/** Databases for tests: one embedded server per JVM, one cloned database per test class. */
@NullMarked
package dev.awa.testkit;

import org.jspecify.annotations.NullMarked;
