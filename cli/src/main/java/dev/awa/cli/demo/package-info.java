/** The jobs that {@code awa dev} runs: real work to try a queue with. */
@NullMarked
package dev.awa.cli.demo;

import org.jspecify.annotations.NullMarked;
