package dev.awa.client;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs around every insert of a client: the place to add what the jobs of a program have in common, such as the trace that
 * they belong to, to measure inserts, and, where {@linkplain AwaClient#using(javax.sql.DataSource) the data source} hands out
 * the connection of a transaction, to begin one.
 *
 * <p>Called on the thread of the caller, before arguments are written as JSON and a connection is taken. What it throws
 * reaches the caller as it is; thrown before {@link Insert#proceed}, nothing is inserted. Called by many threads at once if
 * the client is used by many.
 */
@FunctionalInterface
public interface InsertInterceptor {

    /**
     * Does something around an insert.
     *
     * @param insert the call, which goes on with {@link Insert#proceed}
     */
    void around(Insert insert);

    /** One call of an inserting method, with one job or many. */
    interface Insert {

        /** How many jobs it is about. */
        int size();

        /** The names of their kinds, without repetitions. */
        Collection<String> kinds();

        /** Changes the options of each job; those that the caller has set are there. */
        void options(Consumer<InsertOptions> change);

        /**
         * Goes on, with the next interceptor or the database. It may be called again if it has thrown, as long as the
         * transaction allows, and not if it has returned.
         *
         * @return the ids of the jobs, in their order; where a unique key was held, that of its holder
         */
        List<Long> proceed();
    }
}
