package dev.awa.worker;

/**
 * Runs around every call of a handler: the place for what all handlers of a program have in common, such as traces, contexts
 * of threads, and transactions.
 *
 * <p>Called on the thread of the handler, after its arguments were decoded. What it returns or throws counts as what the
 * handler has returned or thrown. Called from many threads at once.
 */
@FunctionalInterface
public interface JobInterceptor {

    /**
     * Does something around a call.
     *
     * @param job the attempt, as its handler sees it
     * @param call the next interceptor, or the handler
     * @return how the attempt ended, not null
     * @throws Exception to have the job retried, as if its handler had thrown it
     */
    JobResult around(JobContext job, Call call) throws Exception;

    /** What an interceptor runs around. */
    @FunctionalInterface
    interface Call {

        /**
         * Goes on, with the next interceptor or the handler.
         *
         * @return how the attempt ended, not null
         * @throws Exception what the handler, or an interceptor before it, has thrown
         */
        JobResult proceed() throws Exception;
    }
}
