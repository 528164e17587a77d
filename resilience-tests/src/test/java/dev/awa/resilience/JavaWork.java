package dev.awa.resilience;

import dev.awa.client.JobKind;

/** A job for the Java worker. */
record JavaWork(long token) {
    static final JobKind<JavaWork> KIND = JobKind.of("java_work", JavaWork.class);

    static final String QUEUE = "java";
}
