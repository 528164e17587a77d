/** Random and poisonous input: nothing of it is to stop the engine, or to be told otherwise than the contract says. */
@NullMarked
package dev.awa.contract.fuzz;

import org.jspecify.annotations.NullMarked;
