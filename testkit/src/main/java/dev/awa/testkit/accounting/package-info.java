/**
 * Sessions, crowds of threads and the books that they keep, for the tests of this repository. It is internal: no part of what
 * the testkit offers to its users, and free to change.
 */
@NullMarked
package dev.awa.testkit.accounting;

import org.jspecify.annotations.NullMarked;
