package dev.awa.worker;

/**
 * Does the work of one kind of job.
 *
 * <p>Called from many threads at once, each call with a job of its own. The thread is interrupted when the attempt is no
 * longer wanted; see {@link JobContext#cancelReason()}.
 *
 * @param <A> type of the job's arguments
 */
@FunctionalInterface
public interface JobHandler<A> {

    /**
     * Runs one attempt of a job.
     *
     * @param args the decoded arguments
     * @param job what is known about the job, and what the handler may tell about it
     * @return how the attempt ended, not null
     * @throws Exception to have the job retried with the back-off of its policy
     */
    JobResult handle(A args, JobContext job) throws Exception;
}
