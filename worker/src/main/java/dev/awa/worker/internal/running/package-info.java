/**
 * Calling the handlers of the jobs that wait, each with the context of its attempt; how an attempt ended goes on from here
 * to {@code settling}. Calls {@code settling}, {@code lease} and {@code threads}.
 */
@NullMarked
package dev.awa.worker.internal.running;

import org.jspecify.annotations.NullMarked;
