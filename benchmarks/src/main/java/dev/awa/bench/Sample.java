package dev.awa.bench;

/**
 * What one run of one shape took.
 *
 * @param run counted from 1
 * @param walBytes written by the whole server meanwhile
 * @param wakeUps notifications of channel awa that the shape's worker received
 */
record Sample(Shape shape, int connections, int run, long jobs, long nanos, long walBytes, long wakeUps) {

    double jobsPerSecond() {
        return jobs * 1e9 / nanos;
    }

    double microsPerJob() {
        return nanos / 1e3 / jobs;
    }

    double walPerJob() {
        return (double) walBytes / jobs;
    }

    /** The same jobs through one step after another. */
    Sample then(Sample next) {
        return new Sample(
                next.shape,
                connections,
                run,
                next.jobs,
                nanos + next.nanos,
                walBytes + next.walBytes,
                wakeUps + next.wakeUps);
    }

    Sample as(Shape other) {
        return new Sample(other, connections, run, jobs, nanos, walBytes, wakeUps);
    }
}
