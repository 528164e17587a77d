package dev.awa.resilience;

import dev.awa.client.JobArgs;

/** A job for the Java worker. */
record JavaWork(long token) implements JobArgs {

    static final String QUEUE = "java";
}
