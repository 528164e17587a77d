/** How the threads of a worker run, wait and end. Calls no other room. */
@NullMarked
package dev.awa.worker.internal.threads;

import org.jspecify.annotations.NullMarked;
