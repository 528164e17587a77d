package dev.awa.client;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An insert on its way through the interceptors to the database. */
final class InsertCall<R> {

    private final Collection<String> kinds;
    private final int size;
    private final List<InsertOptions> options;
    private final Supplier<R> database;
    private final Function<R, List<Long>> ids;
    private @Nullable R result;

    private InsertCall(
            Collection<String> kinds,
            int size,
            List<InsertOptions> options,
            Supplier<R> database,
            Function<R, List<Long>> ids) {
        this.kinds = kinds;
        this.size = size;
        this.options = options;
        this.database = database;
        this.ids = ids;
    }

    /** Jobs with options each, which the interceptors may change. */
    static <R> R of(
            List<NewJob> jobs,
            List<InsertInterceptor> interceptors,
            Supplier<R> database,
            Function<R, List<Long>> ids) {
        var kinds = new LinkedHashSet<String>();
        jobs.forEach(job -> kinds.add(job.kind()));
        return new InsertCall<>(
                        kinds, jobs.size(), jobs.stream().map(NewJob::options).toList(), database, ids)
                .run(interceptors);
    }

    /** Jobs of one kind with the same options. */
    static List<Long> ofKind(
            String kind,
            int size,
            InsertOptions options,
            List<InsertInterceptor> interceptors,
            Supplier<List<Long>> database) {
        return new InsertCall<>(List.of(kind), size, List.of(options), database, Function.identity()).run(interceptors);
    }

    private R run(List<InsertInterceptor> interceptors) {
        new Step(interceptors, 0).proceed();
        R done = result;
        if (done == null) {
            throw new IllegalStateException("the result of an insert is null");
        }
        return done;
    }

    /** What one interceptor sees of it. */
    private final class Step implements InsertInterceptor.Insert {

        private final List<InsertInterceptor> interceptors;
        private final int next;
        private boolean done;

        Step(List<InsertInterceptor> interceptors, int next) {
            this.interceptors = interceptors;
            this.next = next;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public Collection<String> kinds() {
            return kinds;
        }

        @Override
        public void options(Consumer<InsertOptions> change) {
            options.forEach(change);
        }

        @Override
        public List<Long> proceed() {
            if (done) {
                throw new IllegalStateException("an insert that is done was to proceed again");
            }
            R inserted;
            if (next == interceptors.size()) {
                inserted = database.get();
                result = inserted;
            } else {
                InsertInterceptor interceptor = interceptors.get(next);
                result = null;
                interceptor.around(new Step(interceptors, next + 1));
                inserted = result;
                if (inserted == null) {
                    throw new IllegalStateException("the insert interceptor " + interceptor
                            + " has returned without having the insert proceed");
                }
            }
            done = true;
            return ids.apply(inserted);
        }
    }
}
